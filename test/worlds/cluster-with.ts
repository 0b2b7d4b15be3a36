/** A world to start from: a small healthy cluster, in which some mechanisms are faulty. */

import type { Mechanism, World } from './world.ts';

/** A cluster of two DNS pods, in which these mechanisms are faulty. */
export function clusterWith(faults: readonly Mechanism[], changes: Partial<World> = {}): World {
  return {
    ...{
      seed: 1,
      pods: 2,
      spread: 'random',
      inTurn: false,
      weights: [0.5, 0.5],
      list: 'exact',
      nameservers: 1,
    },
    rotate: false,
    edns0: false,
    cache: { place: 'none', known: false },
    outside: true,
    hitRate: 0,
    ...{
      counters: 'present',
      background: 0,
      era: 'clashres',
      rttMs: 1,
      endpointsChanged: false,
      large: false,
    },
    ...changes,
    faults: faults.map((fault, index) => ({ ...fault, salt: 100 * (index + 1) })),
  };
}
