/** Several faults at once, each on nodes of its own: one walk observes all of them. */

import type { Cure, Fault, LocalFault } from './faults.ts';

/**
 * The first node has the first of `faults`, the second node the second one, and so on in turn. They begin in this order. A fault that
 * replaces DNS pods has to be the first.
 */
export function mixture(name: string, faults: readonly LocalFault[]): Fault {
  return {
    name,
    truths: [...new Set(faults.flatMap(({ truths }) => truths))],
    truthsInTurn: faults.map(({ truths }) => truths),
    holdMs: Math.max(...faults.map(({ holdMs }) => holdMs)),
    async begin(cluster, begins) {
      const cures: Cure[] = [];
      for (const [turn, fault] of faults.entries()) {
        const machines = cluster.machines.filter((_, index) => index % faults.length === turn);
        if (machines.length > 0) cures.push(await fault.beginOn(cluster, machines, begins));
      }
      return async () => {
        for (const cure of cures) await cure();
      };
    },
  };
}
