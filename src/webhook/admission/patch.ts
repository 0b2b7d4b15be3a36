/** Writes the JSON Patch (RFC 6902) that adds options to a pod: `add` operations only, nothing is ever replaced. */

import { type DnsOption, showOption } from './option.ts';
import { INJECTED_KEY, type Pod } from './pod.ts';

export interface AddOperation {
  readonly op: 'add';
  /** A JSON pointer (RFC 6901). */
  readonly path: string;
  readonly value: unknown;
}

/** The options that musl reads (musl, src/network/resolvconf.c). */
const READ_BY_MUSL: ReadonlySet<string> = new Set(['ndots', 'timeout', 'attempts']);

/** `add` must not be empty. Applied to `pod`, the operations append `add` and record it as an annotation. */
export function patchFor(pod: Pod, add: readonly DnsOption[], version: string): readonly AddOperation[] {
  return [...addOptions(pod, add), addRecord(pod, injectionRecord(add, version))];
}

/** `single-request-reopen ndots:2 added by fivesec 1.2.3; musl ignores single-request-reopen; ...`: what was added, and what reads none of it. */
export function injectionRecord(added: readonly DnsOption[], version: string): string {
  const names = added.map(({ name }) => name);
  const ignored = names.filter((name) => !READ_BY_MUSL.has(name));
  return [
    `${added.map(showOption).join(' ')} added by fivesec ${version}`,
    ...(ignored.length > 0 ? [`musl ignores ${ignored.join(', ')}`] : []),
    // It has a socket of its own for each query.
    ...(names.includes('single-request-reopen')
      ? ["Go's own resolver gains nothing from single-request-reopen"]
      : []),
  ].join('; ');
}

/** RFC 6902, section 4.1: the parent of what is added must exist, and `-` appends to an array. */
function addOptions(pod: Pod, options: readonly DnsOption[]): readonly AddOperation[] {
  const { dnsConfig } = pod.spec;
  if (dnsConfig === undefined) return [{ op: 'add', path: '/spec/dnsConfig', value: { options } }];
  if (dnsConfig.options === undefined)
    return [{ op: 'add', path: '/spec/dnsConfig/options', value: options }];
  return options.map((value) => ({ op: 'add', path: '/spec/dnsConfig/options/-', value }));
}

/** The key is ours alone: a pod copied from a running one may carry an old record, which the new one corrects. */
function addRecord(pod: Pod, record: string): AddOperation {
  return pod.metadata.annotations === undefined
    ? { op: 'add', path: '/metadata/annotations', value: { [INJECTED_KEY]: record } }
    : { op: 'add', path: `/metadata/annotations/${escapePointer(INJECTED_KEY)}`, value: record };
}

/** RFC 6901, section 3. */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
