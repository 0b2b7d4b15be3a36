/** Counts for each pod the datagrams that the fault makes the kernel drop. */

import { addressWords } from '../faults/clash.ts';
import { CountingRules } from '../faults/counters.ts';
import { farAddress, podLink } from '../ground/addresses.ts';
import type { Lab } from '../lab.ts';

/**
 * Counted after conntrack has put the chosen datagrams into zone 1, and before the end of the path, where the kernel finds
 * the clash. The kernel drops each of them: `insert_failed` rises by the sum of these counters.
 */
export async function countLossByPod(lab: Lab): Promise<CountingRules> {
  const { saddr } = addressWords(lab);
  const rules = lab.pods.map(
    (_, index) =>
      `${saddr} ${farAddress(podLink(index), lab.topology.family)} udp dport 53 ct zone 1 counter name ${counterOf(index)}`,
  );
  return CountingRules.load(
    lab.node,
    'proof',
    lab.pods.map((_, index) => counterOf(index)),
    `chain prerouting { type filter hook prerouting priority mangle;\n${rules.join('\n')}\n}`,
  );
}

export const counterOf = (podIndex: number): string => `lost_by_pod${podIndex + 1}`;
