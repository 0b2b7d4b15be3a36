/**
 * What a ledger may list. Root removes what an entry names, so an entry is valid only if it names a place where things of this lab can be. A
 * ledger that names anything else was not written by a lab.
 */

import { isAbsolute, normalize } from 'node:path';
import { z } from 'zod';

/** The process that made the lab, and the time of its start. */
export type Owner = { readonly kind: 'owner'; readonly pid: number; readonly startTicks: string };

export type Entry =
  | Owner
  | { readonly kind: 'namespace'; readonly name: string }
  /** The files that iproute2 mounts over /etc in the namespace `name`. */
  | { readonly kind: 'overlay'; readonly name: string }
  /** The directory of these files. The lab made it because it did not exist, and removes it when no lab uses it. */
  | { readonly kind: 'overlays' }
  /** Files that teardown removes. */
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'cgroup'; readonly path: string }
  /** The cgroups of a cluster's pods, in every hierarchy (pod-cgroups.ts). */
  | { readonly kind: 'pod-cgroups' }
  /** The machine's conntrack limit was lowered. */
  | { readonly kind: 'conntrack-limit' };

/** No dash and no dot, so that a name made from one lab's id is never that of another lab. */
const ID = /^[a-z0-9]+$/;

export function isLabId(name: string): boolean {
  return ID.test(name);
}

const NAMESPACE_PREFIX = 'fivesec-';

/** `fivesec-<id>-<role>`. */
export function namespaceName(id: string, role: string): string {
  return `${NAMESPACE_PREFIX}${id}-${role}`;
}

/** Could a lab have given this name to a namespace? */
export function isNamespaceName(name: string): boolean {
  return name.startsWith(NAMESPACE_PREFIX);
}

/** The beginning of the name of a lab's directory; the rest is random. */
export function directoryPrefix(id: string): string {
  return `fivesec-lab-${id}-`;
}

/** Where cgroups of a lab may be: version 2 of the kernel's interface, and the CPU controller of version 1. */
export const CGROUP_ROOTS = { v1: '/sys/fs/cgroup/cpu', v2: '/sys/fs/cgroup' } as const;

/** `line` of the ledger of lab `id`; undefined if no lab of that id would have written it. */
export function entryFrom(line: string, id: string): Entry | undefined {
  try {
    return entriesOf(id).safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function entriesOf(id: string) {
  const name = z.string().regex(new RegExp(`^${namespaceName(id, '[a-z0-9]+')}$`));
  const inItsPlace = new RegExp(`/${directoryPrefix(id)}[0-9a-f]{32}$`);
  return z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('owner'),
      pid: z.int().positive(),
      startTicks: z.string().regex(/^\d+$/),
    }),
    z.strictObject({ kind: z.literal('namespace'), name }),
    z.strictObject({ kind: z.literal('overlay'), name }),
    z.strictObject({ kind: z.literal('overlays') }),
    z.strictObject({
      kind: z.literal('directory'),
      path: z
        .string()
        .regex(inItsPlace)
        .refine((path) => isAbsolute(path) && normalize(path) === path),
    }),
    z.strictObject({
      kind: z.literal('cgroup'),
      path: z.enum(Object.values(CGROUP_ROOTS).map((root) => `${root}/fivesec-${id}`)),
    }),
    z.strictObject({ kind: z.literal('pod-cgroups') }),
    z.strictObject({ kind: z.literal('conntrack-limit') }),
  ]);
}
