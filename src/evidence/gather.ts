/** Adds up the measurements to evidence. It neither compares nor judges. */

import type { ArmScope, ArmTally, Context, Evidence, NameScope } from '../domain/evidence.ts';
import type { OwnFates } from '../domain/flow.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { NodeDelta } from '../domain/node.ts';
import { arrived } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { Reading } from '../domain/reading.ts';
import { specOf } from '../domain/strategy.ts';
import { firstAttempts } from './first-attempts.ts';
import { tallyLookups } from './lookup-tally.ts';
import { lossStretches } from './loss-stretches.ts';
import { lossTimes, splitByLoss } from './lossy-intervals.ts';
import { nameFaults } from './name-faults.ts';
import { mayBeginFlow } from './new-flows.ts';
import { failedInARow } from './since-change.ts';
import { starvation, starvedLookup, starvedPair } from './starved-probes.ts';
import { sumDeltas } from './sum-deltas.ts';
import { type Ended, failed, isLateBy, isReadLate, tally } from './tally.ts';

export interface Measured {
  /** Wall clock, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly windowMs: number;
  readonly pairs: readonly PairOutcome[];
  readonly lookups: readonly LookupOutcome[];
  /** Deltas between consecutive snapshots within the window. Shorter steps locate losses more precisely. */
  readonly steps: readonly NodeDelta[];
  /** Steps from before the window, as many as are kept. */
  readonly before: readonly NodeDelta[];
  readonly flows?: Reading<OwnFates>;
  readonly context: Context;
  readonly scopeOf: (name: string) => NameScope;
}

export function gather(measured: Measured): Evidence {
  const { pairs, lookups, steps, before, flows, context, scopeOf } = measured;
  const soundPairs = pairs.filter((pair) => !starvedPair(pair));
  const soundLookups = lookups.filter((lookup) => !starvedLookup(lookup));
  const isEndpoint = endpointTest([...context.endpoints, ...(context.backends ?? [])]);
  const attempts = firstAttempts(soundLookups, soundPairs, scopeOf).filter(({ pair }) => !starvedPair(pair));
  const asPairs = attempts.map(({ lookup }) => lookup);
  const stretches = lossStretches(soundPairs);
  return {
    startedAt: measured.startedAt,
    windowMs: measured.windowMs,
    arms: tallyArms([...soundPairs, ...attempts.map(({ pair }) => pair)], {
      scopeOf,
      isEndpoint,
      newFlows: mayBeginFlow(pairs),
      changedAt: changeWithin(measured),
    }),
    lookups: tallyLookups(soundLookups, scopeOf, isEndpoint, asPairs),
    names: nameFaults(soundPairs, soundLookups, scopeOf),
    ...(stretches && { stretches }),
    starvation: starvation(pairs, lookups, measured.startedAt + measured.windowMs),
    node: sumDeltas(steps),
    ...splitByLoss(steps, before, lossTimes(soundPairs, soundLookups)),
    ...(flows !== undefined && { flows }),
    context,
  };
}

interface Known {
  readonly scopeOf: (name: string) => NameScope;
  readonly isEndpoint: (from: string) => boolean;
  /** The pairs that may have begun a new flow of a standing socket. */
  readonly newFlows: ReadonlySet<PairOutcome>;
  /** When the set of DNS pods changed in the measured time; `undefined` if it did not. */
  readonly changedAt: number | undefined;
}

function changeWithin({ startedAt, context: { endpointsChangedAt } }: Measured): number | undefined {
  return endpointsChangedAt !== undefined && endpointsChangedAt >= startedAt ? endpointsChangedAt : undefined;
}

function tallyArms(pairs: readonly PairOutcome[], known: Known): ArmTally[] {
  const groups = new Map<string, { readonly scope: ArmScope; readonly pairs: PairOutcome[] }>();
  for (const pair of pairs) {
    const { strategy, target, server, transport } = pair;
    const scope = scopeOfPair(pair, known.scopeOf);
    const key = `${strategy} ${target} ${server.address} ${transport} ${scope}`;
    const group = groups.get(key);
    if (group) group.pairs.push(pair);
    else groups.set(key, { scope, pairs: [pair] });
  }
  return [...groups.values()].flatMap(({ scope, pairs: group }) => {
    const [first] = group;
    return first ? [tallyArm(first, group, scope, known)] : [];
  });
}

function tallyArm(
  { strategy, target, server, transport }: PairOutcome,
  pairs: readonly PairOutcome[],
  scope: ArmScope,
  { isEndpoint, newFlows, changedAt }: Known,
): ArmTally {
  const counts = { pairs: 0, notSent: 0, oneFailed: 0, bothFailed: 0 };
  const rttsMs: number[] = [];
  const durationsMs: number[] = [];
  const connectsMs: number[] = [];
  for (const { a, aaaa, durationMs, connectMs, starvedMs } of pairs) {
    const inTime = [a, aaaa].filter((outcome) => arrived(outcome) && !isReadLate({ outcome, starvedMs }));
    const failures = Number(failed(a)) + Number(failed(aaaa));
    // An aborted pair shows nothing about DNS.
    if (a.kind !== 'aborted' && aaaa.kind !== 'aborted') counts.pairs += 1;
    if (a.kind === 'send-failed' || aaaa.kind === 'send-failed') counts.notSent += 1;
    if (failures === 1) counts.oneFailed += 1;
    if (failures === 2) counts.bothFailed += 1;
    for (const outcome of inTime) if ('rttMs' in outcome) rttsMs.push(outcome.rttMs);
    if (inTime.length === 2) durationsMs.push(durationMs);
    // It counts where the time of its answer counts: the two are compared.
    const isReadInTime = arrived(a)
      ? !isReadLate({ outcome: a, starvedMs })
      : connectMs !== undefined && !isLateBy(connectMs, starvedMs);
    if (connectMs !== undefined && isReadInTime) connectsMs.push(connectMs);
  }
  const outcomes = (qtype: 'a' | 'aaaa') =>
    pairs.map((pair): Ended => ({ outcome: pair[qtype], starvedMs: pair.starvedMs }));
  return {
    strategy,
    target: { kind: target, address: server.address },
    transport,
    scope,
    ...counts,
    ...(specOf(strategy).socket === 'standing' && {
      newFlows: pairs.filter((pair) => newFlows.has(pair)).length,
      ...(changedAt !== undefined && { failedSinceChange: failedInARow(pairs, changedAt) }),
    }),
    a: tally(outcomes('a'), isEndpoint),
    aaaa: tally(outcomes('aaaa'), isEndpoint),
    rttsMs: ascending(rttsMs),
    durationsMs: ascending(durationsMs),
    ...(transport === 'tcp' && { connectsMs: ascending(connectsMs) }),
  };
}

/** A random name is neither `cluster` nor `outside`. */
function scopeOfPair({ strategy, name }: PairOutcome, scopeOf: (name: string) => NameScope): ArmScope {
  return specOf(strategy).asks === 'uncached' ? 'uncached' : scopeOf(name);
}

/** Source addresses have their port, or none: `10.0.0.7:53`, `[fd00::7]:53`, `10.0.0.7`. */
function endpointTest(endpoints: readonly string[]): (from: string) => boolean {
  return (from) =>
    endpoints.some(
      (address) => from === address || from.startsWith(`${address}:`) || from.startsWith(`[${address}]:`),
    );
}

/** A typed array sorts numbers without a comparison function. */
function ascending(values: readonly number[]): number[] {
  return [...Float64Array.from(values).sort()];
}
