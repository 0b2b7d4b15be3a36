/** Evidence made by hand, for tests of one rule: a healthy cluster, changed where the test says so. */

import type { ArmTally, Evidence, QueryTally } from '../../src/domain/evidence.ts';
import type { OwnFates } from '../../src/domain/flow.ts';
import type { NodeDelta } from '../../src/domain/node.ts';
import { read } from '../../src/domain/reading.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { NO_QUERIES } from '../../src/evidence/tally.ts';
import { askOf, type FateCounts } from '../../src/patterns/ask.ts';
import type { Pattern } from '../../src/patterns/pattern.ts';
import { fateOf } from '../patterns/asks.ts';
import { NOTHING_ROSE } from '../support/machine/node-readings.ts';

export const VIP = '10.96.0.10';
export const ENDPOINTS = ['10.244.0.2', '10.244.0.3'];
export const NODE_LOCAL = '169.254.20.10';

export function queries(count: number, changes: Partial<QueryTally> = {}): QueryTally {
  const bad =
    (changes.timedOut ?? 0) + (changes.networkErrors ?? 0) + (changes.rcodeErrors ?? 0) + (changes.late ?? 0);
  return { ...NO_QUERIES, answered: count - bad, ...changes };
}

/** `pairs` pairs, of which A and AAAA failed as often as told, each time alone. */
export function arm(strategy: Strategy, pairs: number, changes: Partial<ArmTally> = {}): ArmTally {
  const { a = queries(pairs), aaaa = queries(pairs) } = changes;
  const failed = a.timedOut + a.networkErrors + aaaa.timedOut + aaaa.networkErrors;
  return {
    strategy,
    target: { kind: 'vip', address: VIP },
    transport: strategy === 'tcp' ? 'tcp' : 'udp',
    scope: 'cluster',
    pairs,
    notSent: 0,
    oneFailed: failed,
    bothFailed: 0,
    rttsMs: [1, 1, 2],
    durationsMs: [1, 2, 2],
    ...changes,
    a,
    aaaa,
  };
}

/** Of whose pairs so many failed entirely. */
export function dead(
  strategy: Strategy,
  pairs: number,
  failed: number,
  changes: Partial<ArmTally> = {},
): ArmTally {
  const lost = queries(pairs, { timedOut: failed });
  return arm(strategy, pairs, { a: lost, aaaa: lost, oneFailed: 0, bothFailed: failed, ...changes });
}

/** The same arm, with so many pairs lost in each way: every count agrees with the others. */
export function lost(made: ArmTally, { onlyA = 0, onlyAaaa = 0, both = 0 }: Partial<FateCounts>): ArmTally {
  const { pairs } = made;
  const a = queries(pairs, { timedOut: onlyA + both });
  const aaaa = queries(pairs, { timedOut: onlyAaaa + both });
  return { ...made, a, aaaa, oneFailed: onlyA + onlyAaaa, bothFailed: both };
}

/**
 * The healthy cluster's arms, of which as many pairs are lost as a pattern predicts, rounded to whole pairs. Arms that the pattern
 * does not decide lose nothing.
 */
export function armsOf(pattern: Pattern, values: readonly number[]): readonly ArmTally[] {
  return evidence().arms.map((made) => {
    const predicted = pattern.predict(askOf(made), values);
    const { onlyA, onlyAaaa, both } = fateOf(predicted);
    const count = (share: number) => Math.round(share * made.pairs);
    return lost(made, { onlyA: count(onlyA), onlyAaaa: count(onlyAaaa), both: count(both) });
  });
}

/** All queries that got no answer. */
export function lostQueries(arms: readonly ArmTally[]): number {
  return arms.reduce((sum, { a, aaaa }) => sum + a.timedOut + aaaa.timedOut, 0);
}

/** Fates as the conntrack table shows them: none, changed where the test says so. */
export function fates(changes: Partial<OwnFates>): NonNullable<Evidence['flows']> {
  return read({
    chosen: {},
    lost: 0,
    noEntry: 0,
    unreplied: {},
    replied: {},
    elsewhere: {},
    shared: 0,
    unseen: 0,
    ...changes,
  });
}

export function endpointArm(address: string, made: ArmTally): ArmTally {
  return { ...made, target: { kind: 'endpoint', address } };
}

export function still(elapsedMs: number, changes: Partial<NodeDelta> = {}): NodeDelta {
  return {
    startedAt: 0,
    elapsedMs,
    ...NOTHING_ROSE,
    conntrack: counted({}),
    ...changes,
  };
}

export function counted(
  counts: {
    drop?: number;
    insertFailed?: number;
    earlyDrop?: number;
    clashResolved?: number;
    chainTooLong?: number;
  },
  era: 'searched' | 'clashres' | 'chainlength' = 'chainlength',
): NodeDelta['conntrack'] {
  const { clashResolved = 0, chainTooLong = 0, ...others } = counts;
  return read({
    era,
    counts: {
      found: 0,
      invalid: 0,
      insertFailed: 0,
      drop: 0,
      earlyDrop: 0,
      ...others,
      ...(era === 'searched' ? {} : { clashResolved }),
      ...(era === 'chainlength' ? { chainTooLong } : {}),
    },
  });
}

/** Strategies of one VIP and two endpoints, 100 pairs each, nothing wrong. `changed` replaces arms of the same strategy. */
export function evidence(changed: readonly ArmTally[] = [], changes: Partial<Evidence> = {}): Evidence {
  const strategies: Strategy[] = [
    'pair',
    'race',
    'separate',
    'staggered',
    'sequential',
    'reopen',
    'tcp',
    'sticky',
  ];
  const usual = [
    ...strategies.map((strategy) => arm(strategy, 100)),
    ...ENDPOINTS.flatMap((address) => [
      endpointArm(address, arm('endpoint', 50)),
      endpointArm(address, arm('endpoint', 50, { transport: 'tcp' })),
    ]),
  ];
  const key = ({ strategy, target, transport, scope }: ArmTally) =>
    [strategy, target.address, transport, scope].join(' ');
  const replaced = new Set(changed.map(key));
  return {
    startedAt: 1_700_000_000_000,
    windowMs: 60_000,
    arms: [...usual.filter((made) => !replaced.has(key(made))), ...changed],
    lookups: {
      lookups: 60,
      slow: 0,
      failed: 0,
      retries: 0,
      queries: { cluster: queries(120), outside: NO_QUERIES },
      amplified: { lookups: 0, queries: 0, durationMs: 0, lastNameMs: 0 },
      asPairs: { lookups: 0, slow: 0 },
    },
    names: { halfDenied: {}, contradicted: {}, apiDenied: {}, misordered: {}, wildcards: {} },
    starvation: { pairs: 0, lookups: 0, probes: 0, stalls: 0, longestMs: 0 },
    node: still(60_000),
    lossy: { delta: still(0), failed: 0 },
    baseline: still(60_000),
    context: {
      kernel: read('6.1.0'),
      nameserver: VIP,
      endpoints: ENDPOINTS,
      endpointsChangedAt: undefined,
      raceWindow: 'unknown',
      nodeAgeMs: 86_400_000,
    },
    ...changes,
  };
}

/** Losses that could be placed: 10 s with them, and a minute without. */
export function lossy(
  failed: number,
  changes: Partial<NodeDelta> = {},
): Pick<Evidence, 'lossy' | 'baseline'> {
  return { lossy: { delta: still(10_000, changes), failed }, baseline: still(60_000) };
}
