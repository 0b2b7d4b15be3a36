/** Every option of `fivesec webhook`, declared as the agent's options are. Flags, variables and docs/webhook.md derive from these rows. */

import * as z from 'zod';
import { choice, listenAt, number, type Parsed, text } from '../config/fields.ts';
import type { Frozen } from '../config/frozen.ts';
import { ENV_PREFIX } from '../config/given.ts';
import { option, type Row, required, rows, rowsIn } from '../config/option-row.ts';
import { kebab, type NamedOption } from '../config/options.ts';
import { LOG_LEVELS } from '../platform/log.ts';
import { MODES } from './admission/admit.ts';
import { type DnsOption, parseDnsOption } from './admission/option.ts';
import { conflictBetween } from './admission/option-conflicts.ts';
import { DNS_POLICIES } from './admission/pod.ts';

export const webhookSchema = z.strictObject({
  listen: option(listenAt(10250), {
    default: ':10250',
    written: 'ADDR:PORT',
    sentence: 'Where to serve HTTPS. In private GKE clusters the API server can reach only 443 and 10250.',
  }),
  certFile: required(text('the path of a file'), {
    written: 'FILE',
    sentence:
      'The serving certificate and its chain, in PEM. If the file changes, the new one is served without a restart.',
  }),
  keyFile: required(text('the path of a file'), {
    written: 'FILE',
    sentence: 'The private key of the certificate, in PEM, unencrypted.',
  }),
  options: several(dnsOption, {
    default: ['single-request-reopen'],
    least: 1,
    written: 'NAME[:VALUE]',
    flag: '--option',
    sentence:
      "An option to add to a pod's dnsConfig, as in resolv.conf(5). An option that the pod has is never changed.",
  }),
  mode: option(choice(MODES), {
    default: 'inject',
    written: 'MODE',
    sentence:
      'inject, or report. report changes no pod: it counts, logs and warns about what would be added.',
  }),
  ownNamespace: option((raw) => ({ kind: 'value', value: String(raw) }), {
    default: '',
    written: 'NAMESPACE',
    sentence:
      'The namespace of the webhook. Its pods are not changed, so that the webhook never waits for itself.',
  }),
  skipDnsPolicies: several(choice(DNS_POLICIES), {
    default: ['Default', 'None'],
    least: 0,
    written: 'POLICY',
    flag: '--skip-dns-policy',
    sentence: `Pods with this dnsPolicy are not changed, because they don't ask the cluster's DNS address: ${DNS_POLICIES.join(', ')}. Empty: all pods are changed.`,
  }),
  maxBodyBytes: option(number(1024, 64 * 1024 * 1024, 'whole'), {
    default: 3_145_728,
    written: 'BYTES',
    sentence: 'A larger request is refused with 413. The API server itself takes objects of up to 3 MiB.',
  }),
  drainMs: option(number(0, 60_000, 'whole'), {
    default: 0,
    written: 'MS',
    sentence:
      'Milliseconds to go on serving after SIGTERM, while the cluster removes this pod from its Service. The pod is not ready then.',
  }),
  logLevel: option(choice(LOG_LEVELS), {
    default: 'info',
    written: 'LEVEL',
    sentence: `The lowest level to log: ${LOG_LEVELS.join(', ')}. debug logs every pod that was not changed, and why.`,
  }),
});

export type WebhookConfig = Frozen<z.output<typeof webhookSchema>>;

export interface Setting extends NamedOption {
  readonly key: keyof WebhookConfig;
}

/** Every option, in the order of the schema. A variable derives from the flag: `--cert-file`, `FIVESEC_WEBHOOK_CERT_FILE`. */
export const SETTINGS: readonly Setting[] = rowsIn(webhookSchema).map(({ path, row }) => {
  const key = path.join('.') as keyof WebhookConfig;
  const flag = row.flag ?? `--${kebab(key)}`;
  const env = `${ENV_PREFIX}WEBHOOK_${flag.slice('--'.length).replaceAll('-', '_').toUpperCase()}`;
  const repeatable = Array.isArray(row.default);
  return { ...row, key, flag, attribute: key, env, repeatable, emptyIsList: repeatable };
});

/** A list. `parse` also gets the entries before its own, because an entry can be wrong beside another one. */
function several<T>(
  parse: (raw: unknown, before: readonly unknown[]) => Parsed<T>,
  { least, ...row }: Row & { readonly default: string[]; readonly least: number },
) {
  const entries = z.array(z.unknown()).min(least, `must have at least ${least === 1 ? 'one entry' : least}`);
  const parsed = entries.transform((raws, context) =>
    raws.flatMap((raw, index) => {
      const entry = parse(raw, raws.slice(0, index));
      if (entry.kind === 'value') return [entry.value];
      context.issues.push({ code: 'custom', message: entry.reason, input: raw, path: [index] });
      return [];
    }),
  );
  return parsed.prefault(row.default).register(rows, row);
}

/** A pod can't get an option twice, nor two options that the table of conflicts has. */
function dnsOption(raw: unknown, before: readonly unknown[]): Parsed<DnsOption> {
  const parsed = parseDnsOption(String(raw));
  if (parsed.kind === 'mistake') return parsed;
  const { name } = parsed.option;
  for (const text of before) {
    const other = parseDnsOption(String(text));
    if (other.kind === 'mistake') continue;
    if (other.option.name === name) return { kind: 'mistake', reason: `${name} is there twice` };
    const conflict = conflictBetween(name, other.option.name);
    if (conflict)
      return { kind: 'mistake', reason: `must not stand beside ${other.option.name}: ${conflict.why}` };
  }
  return { kind: 'value', value: parsed.option };
}
