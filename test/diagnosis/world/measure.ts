/** What the agent would measure in a world: its arms in turn, some lookups, and the node's counters beside them. */

import { scopeWithin } from '../../../src/domain/name-scope.ts';
import { read } from '../../../src/domain/reading.ts';
import type { Measured } from '../../../src/evidence/gather.ts';
import { armsOf, endpointsOf, VIP } from './arms.ts';
import { Counters } from './counters.ts';
import { Dice } from './dice.ts';
import { Lookups } from './lookups.ts';
import { Pairs } from './pairs.ts';
import { Path } from './path.ts';
import { Queries } from './queries.ts';
import { START, type World, whole } from './world.ts';

const LOOKUPS = 20;
const QUIET_STEPS = 30;

/** The same for the same world. */
export function measure(given: World): Measured {
  const world = whole(given);
  const { faults, windowMs, stepMs } = world;
  const dice = new Dice(world.seed);
  const counters = new Counters(world, dice, Math.ceil(windowMs / stepMs));
  const path = new Path(world, dice, counters);
  const queries = new Queries(world, dice, path);
  const arms = armsOf(world);
  const sender = new Pairs(world, dice, path, queries);
  const resolver = new Lookups(world, sender);
  const pairs = Array.from({ length: world.pairs }, (_, index) => {
    const arm = arms[index % arms.length];
    if (arm === undefined) throw new Error('no arms');
    return sender.send(arm, dice.below(windowMs));
  });
  const lookups = Array.from({ length: LOOKUPS }, () => resolver.make(dice.below(windowMs)));
  const quiet = new Counters(world, dice, QUIET_STEPS);
  return {
    startedAt: START,
    windowMs,
    pairs,
    lookups,
    steps: counters.deltas(START),
    before: quiet.deltas(START - QUIET_STEPS * stepMs),
    context: {
      kernel: read('6.18.0'),
      nameserver: VIP,
      endpoints: endpointsOf(world),
      endpointsChangedAt: faults.stale ? START - 60_000 : undefined,
      raceWindow: 'unknown',
      nodeAgeMs: 86_400_000,
    },
    scopeOf: scopeWithin('cluster.local'),
  };
}
