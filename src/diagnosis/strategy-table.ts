/** The results of each strategy: the table that people paste into tickets, and the basis of measured remedies. */

import { failedPairs } from '../compare/counts/proportions.ts';
import type { ArmTally, Evidence } from '../domain/evidence.ts';
import { STRATEGY_IDS, type Strategy } from '../domain/strategy.ts';
import { quantile, wilson } from '../statistics/tests.ts';

/** Loss is counted in pairs: a pair that lost one query stalls a lookup as much as a pair that lost both. */
export interface StrategyRow {
  readonly strategy: Strategy;
  readonly pairs: number;
  readonly lost: number;
  /** Queries answered after their deadline. */
  readonly late: number;
  readonly lossRatio: number;
  readonly low: number;
  readonly high: number;
  /** Of complete pairs, milliseconds; left out without one. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

/**
 * One row for each strategy that was measured, in the order of the strategies' table. Names outside the cluster are left out
 * if names of the cluster were asked.
 */
export function strategyTable({ arms }: Pick<Evidence, 'arms'>): readonly StrategyRow[] {
  const inside = arms.filter(({ scope }) => scope === 'cluster');
  const main = inside.length > 0 ? arms.filter(({ scope }) => scope !== 'outside') : arms;
  return STRATEGY_IDS.flatMap((strategy) => {
    const own = main.filter((arm) => arm.strategy === strategy);
    return own.length === 0 ? [] : [row(strategy, own)];
  });
}

function row(strategy: Strategy, arms: readonly ArmTally[]): StrategyRow {
  const share = failedPairs(arms);
  const { ratio, low, high } = wilson(share);
  const durations = arms.flatMap(({ durationsMs }) => durationsMs).sort((one, other) => one - other);
  const [p50Ms, p99Ms] = [quantile(durations, 0.5), quantile(durations, 0.99)];
  return {
    strategy,
    pairs: share.trials,
    lost: share.failures,
    late: arms.reduce((sum, { a, aaaa }) => sum + a.late + aaaa.late, 0),
    lossRatio: ratio,
    low,
    high,
    ...(p50Ms === undefined ? {} : { p50Ms }),
    ...(p99Ms === undefined ? {} : { p99Ms }),
  };
}
