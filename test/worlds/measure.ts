/** What the agent measures in a world, as `gather` takes it. */

import type { NameScope } from '../../src/domain/evidence.ts';
import type { LookupOutcome } from '../../src/domain/lookup.ts';
import { scopeWithin } from '../../src/domain/name-scope.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import { read } from '../../src/domain/reading.ts';
import type { Measured } from '../../src/evidence/gather.ts';
import { knownPods, nameserversOf, type Setup } from './arms.ts';
import { fatesOf } from './fates.ts';
import { lookupOutcome } from './lookups.ts';
import { pairOutcome, START } from './outcomes.ts';
import type { Pair } from './pairs.ts';
import { type Sink, simulate } from './simulate.ts';
import type { World } from './world.ts';

const SCOPES = new Map<string, NameScope>();
const scopeWithinCluster = scopeWithin('cluster.local');

/** Each name is looked at once: a world has few, and thousands of queries. */
function scopeOf(name: string): NameScope {
  const known = SCOPES.get(name);
  if (known !== undefined) return known;
  const scope = scopeWithinCluster(name);
  SCOPES.set(name, scope);
  return scope;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** `also` receives the same as the measurement. */
export function measure(world: World, setup: Setup, also?: Sink): Measured {
  const pairs: PairOutcome[] = [];
  const lookups: LookupOutcome[] = [];
  const sent: Pair[] = [];
  const { run, windowMs, backends } = simulate(world, setup, {
    pair(arm, at, pair, starvedMs) {
      pairs.push(pairOutcome(arm, at, pair, starvedMs));
      sent.push(pair);
      also?.pair(arm, at, pair, starvedMs);
    },
    lookup(asked, lookup) {
      lookups.push(lookupOutcome(asked, lookup));
      sent.push(...lookup.tries.map(({ pair }) => pair));
      also?.lookup(asked, lookup);
    },
  });
  return {
    startedAt: START,
    windowMs,
    pairs,
    lookups,
    steps: run.counts.deltas(world, windowMs, START),
    // A check reads nothing before it begins.
    before: [],
    ...(setup.flows && { flows: fatesOf(run, sent) }),
    context: {
      kernel: read('6.18.0'),
      nameserver: nameserversOf(world)
        .map(({ address }) => address)
        .join(),
      endpoints: knownPods(world).map(({ address }) => address),
      ...(backends.length > 0 && { backends }),
      endpointsChangedAt: world.endpointsChanged ? START - MINUTE_MS : undefined,
      raceWindow: 'unknown',
      nodeAgeMs: DAY_MS,
    },
    scopeOf,
  };
}
