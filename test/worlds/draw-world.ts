/** A world drawn from its seed: how the cluster is set up, and none, one or two faults in it. */

import { Draw, roll } from './chance.ts';
import { drawFault } from './draw-fault.ts';
import type { Fault, World } from './world.ts';

/** How often a world has no fault, one, or two. */
const FAULTS = [
  [0, 0.25],
  [1, 0.6],
  [2, 0.15],
] as const;

const LARGE = 8;
const IN_TURN = 9;

export type Setup = Omit<World, 'faults'>;

/** The same world for the same seed. */
export function drawWorld(seed: number): World {
  const draw = new Draw(seed);
  const setup = drawSetup(seed, draw);
  const faults: Fault[] = [];
  const count = draw.weighted(FAULTS);
  while (faults.length < count) {
    const mechanism = drawFault(setup, draw);
    const repeats = faults.some(({ kind }) => kind === mechanism.kind);
    if (!repeats) faults.push({ ...mechanism, salt: 100 + faults.length * 50 });
  }
  return { ...setup, faults };
}

function drawSetup(seed: number, draw: Draw): Setup {
  const pods = draw.whole(1, 5);
  const spread = draw.weighted<World['spread']>([
    ['even', 5],
    ['random', 2],
    ['local', 2],
    ['affinity', 1],
  ]);
  const counters = draw.weighted<World['counters']>([
    ['present', 5],
    ['absent', 2],
    ['moving', 3],
  ]);
  return {
    seed,
    pods,
    spread,
    // Apart from the other draws, as `large` is.
    inTurn: spread === 'even' && roll(seed, IN_TURN, 0) < 0.25,
    weights: weightsOf(spread, pods, draw),
    list: draw.weighted([
      ['exact', 6],
      ['stale', 1],
      ['partial', pods > 1 ? 1 : 0],
      ['unknown', 1.5],
    ]),
    nameservers: draw.weighted([
      [1, 6],
      [2, 3],
      [3, 1],
    ]),
    rotate: draw.chance(0.2),
    edns0: draw.chance(0.2),
    cache: drawCache(draw),
    outside: draw.chance(0.3),
    // Apart from the other draws: a seed keeps the rest of its world.
    large: roll(seed, LARGE, 0) < 0.25,
    hitRate: draw.next(),
    counters,
    background: counters === 'moving' ? draw.magnitude(0.05, 5) : 0,
    era: draw.weighted([
      ['searched', 2],
      ['clashres', 1],
      ['chainlength', 5],
    ]),
    rttMs: draw.magnitude(0.2, 8),
    endpointsChanged: draw.chance(0.1),
  };
}

function drawCache(draw: Draw): World['cache'] {
  const place = draw.weighted<World['cache']['place']>([
    ['none', 7],
    ['beside', 1],
    ['first', 1.5],
    ['on-vip', 0.5],
  ]);
  // If it is not in resolv.conf, it is asked only if it is configured.
  return { place, known: place === 'beside' || (place !== 'none' && draw.chance(0.5)) };
}

/** Local preference and affinity both send all flows of one node to one pod. */
export function weightsOf(spread: World['spread'], pods: number, draw: Draw): number[] {
  const all = Array.from({ length: pods }, (_, index) => index);
  switch (spread) {
    case 'even':
      return all.map(() => 1 / pods);
    case 'random': {
      // Exponential draws over their sum are uniform on the simplex: Dirichlet(1, ..., 1).
      const drawn = all.map(() => -Math.log(1 - draw.next()));
      const sum = drawn.reduce((total, one) => total + one, 0);
      return drawn.map((one) => one / sum);
    }
    case 'local':
    case 'affinity': {
      const only = draw.whole(0, pods - 1);
      return all.map((index) => (index === only ? 1 : 0));
    }
  }
}
