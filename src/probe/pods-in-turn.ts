/**
 * Bounds how many DNS pods a round of the rotation asks directly. A large cluster has dozens of them. If each round asked them
 * all, the strategies via the VIP, which show what applications feel, would have few turns.
 */

import { formatServer } from '../domain/server.ts';
import { type Random, shuffled } from '../platform/random.ts';
import type { Arm } from './arms.ts';

/** In a cluster with more DNS pods, this many have a turn in each round. */
export const PODS_IN_A_ROUND = 5;

/** Returns a function to call once for each round. It leaves out the direct arms of the pods that don't have their turn. */
export function podsInTurn(random: Random): (arms: readonly Arm[]) => readonly Arm[] {
  let waiting: readonly string[] = [];
  return (arms) => {
    const pods = [...new Set(arms.filter(isDirect).map(podOf))];
    if (pods.length <= PODS_IN_A_ROUND) return arms;
    waiting = waiting.filter((pod) => pods.includes(pod));
    // The last pods of a cycle share a round with the first ones of the next.
    const others = pods.filter((pod) => !waiting.includes(pod));
    if (waiting.length < PODS_IN_A_ROUND) waiting = [...waiting, ...shuffled(others, random)];
    const turn = waiting.slice(0, PODS_IN_A_ROUND);
    waiting = waiting.slice(PODS_IN_A_ROUND);
    return arms.filter((arm) => !isDirect(arm) || turn.includes(podOf(arm)));
  };
}

function isDirect({ target }: Arm): boolean {
  return target === 'endpoint';
}

function podOf({ server }: Arm): string {
  return formatServer(server);
}
