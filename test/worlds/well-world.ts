/** A world made by hand in which all is well, for tests that change one thing in it. */

import type { World } from './world.ts';

export const WELL: World = {
  seed: 1,
  pods: 2,
  spread: 'even',
  inTurn: false,
  weights: [0.5, 0.5],
  list: 'exact',
  nameservers: 1,
  rotate: false,
  edns0: false,
  cache: { place: 'none', known: false },
  outside: false,
  large: false,
  hitRate: 1,
  counters: 'present',
  background: 0,
  era: 'chainlength',
  rttMs: 1,
  endpointsChanged: false,
  faults: [],
};
