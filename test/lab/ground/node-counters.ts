/** What the kernel of one namespace has counted about its connections (conntrack(8), -S). */

import type { Namespace } from './namespace.ts';

export interface NodeCounters {
  readonly insertFailed: number;
  readonly drop: number;
  readonly earlyDrop: number;
  readonly clashResolved: number;
}

/** Sums over all CPUs. The program asks by netlink, so this works on kernels without the file in procfs too. */
export async function readNodeCounters(namespace: Namespace): Promise<NodeCounters> {
  const text = await namespace.run(['conntrack', '-S']);
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`\\b${name}=(\\d+)`, 'g'))].reduce(
      (total, [, count]) => total + Number(count),
      0,
    );
  return {
    insertFailed: sum('insert_failed'),
    drop: sum('drop'),
    earlyDrop: sum('early_drop'),
    clashResolved: sum('clash_resolve'),
  };
}

/** How much each counter rose since `before` was read. */
export function risen(before: NodeCounters, after: NodeCounters): NodeCounters {
  return {
    insertFailed: after.insertFailed - before.insertFailed,
    drop: after.drop - before.drop,
    earlyDrop: after.earlyDrop - before.earlyDrop,
    clashResolved: after.clashResolved - before.clashResolved,
  };
}
