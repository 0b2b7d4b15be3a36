/** Tables as plain columns without borders, which stay readable when pasted into a ticket. */

import { failedPairs } from '../../compare/counts/proportions.ts';
import { type StrategyRow, strategyTable } from '../../diagnosis/strategy-table.ts';
import type { ArmTally, Evidence } from '../../domain/evidence.ts';
import { quantile, wilson } from '../../statistics/tests.ts';

type Measures = Omit<StrategyRow, 'strategy'>;

/** Loss is a proportion of pairs: a pair is lost if at least one of its two queries is. */
const HEAD = ['pairs', 'pairs lost', 'loss %', '95 % interval', 'p50 ms', 'p99 ms'];

/** One line for each strategy that was measured. */
export function strategyLines(evidence: Pick<Evidence, 'arms'>): readonly string[] {
  const rows = strategyTable(evidence).map((row) => [row.strategy, ...cells(row)]);
  return rows.length === 0 ? [] : aligned([['strategy', ...HEAD], ...rows]);
}

/** One line for each DNS pod and transport, where one was asked directly. */
export function endpointLines({ arms }: Pick<Evidence, 'arms'>): readonly string[] {
  const direct = arms
    .filter(({ target, pairs }) => target.kind === 'endpoint' && pairs > 0)
    .sort((one, other) => label(one).localeCompare(label(other), 'en', { numeric: true }));
  if (direct.length === 0) return [];
  return aligned([['DNS pod', ...HEAD], ...direct.map((arm) => [label(arm), ...cells(measures(arm))])]);
}

/** One line for each way to ask for names outside the cluster. The strategies' table leaves these out. */
export function outsideLines({ arms }: Pick<Evidence, 'arms'>): readonly string[] {
  const outside = arms.filter(({ scope, pairs }) => scope === 'outside' && pairs > 0);
  if (outside.length === 0 || outside.length === arms.length) return [];
  const rows = outside.map((arm) => [`${arm.strategy} ${arm.target.address}`, ...cells(measures(arm))]);
  return aligned([['outside names', ...HEAD], ...rows]);
}

function label({ target, transport }: ArmTally): string {
  return `${target.address} ${transport}`;
}

function measures(arm: ArmTally): Measures {
  const share = failedPairs([arm]);
  const { ratio, low, high } = wilson(share);
  const [p50Ms, p99Ms] = [quantile(arm.durationsMs, 0.5), quantile(arm.durationsMs, 0.99)];
  return {
    pairs: share.trials,
    lost: share.failures,
    late: arm.a.late + arm.aaaa.late,
    lossRatio: ratio,
    low,
    high,
    ...(p50Ms === undefined ? {} : { p50Ms }),
    ...(p99Ms === undefined ? {} : { p99Ms }),
  };
}

function cells({ pairs, lost, lossRatio, low, high, p50Ms, p99Ms }: Measures): string[] {
  const interval = `${percent(low)} to ${percent(high)}`;
  return [
    String(pairs),
    String(lost),
    percent(lossRatio),
    interval,
    milliseconds(p50Ms),
    milliseconds(p99Ms),
  ];
}

function percent(ratio: number): string {
  return (ratio * 100).toFixed(1);
}

function milliseconds(value: number | undefined): string {
  if (value === undefined) return '-';
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

/** Aligns words to the left and numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}
