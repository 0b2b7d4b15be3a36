/** The remedies of a cause, with the measured loss of the strategies that stand for them. */

import { CAUSE_DEFINITIONS } from '../causes/all-causes.ts';
import type { Cure } from '../causes/cause-definition.ts';
import { atMost, formatDuration, outOf } from '../compare/counts/wording.ts';
import type { Cause } from '../domain/cause.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Strategy } from '../domain/strategy.ts';
import type { Remedy } from '../domain/verdict.ts';
import { fisherGreater } from '../statistics/tests.ts';
import { type StrategyRow, strategyTable } from './strategy-table.ts';

/**
 * In order of preference. Remedies that were measured here and did not help come last, and say so. `rule`: the id of the rule that found
 * the cause. Remedies for other rules are left out, and so are those that do not fit what was measured.
 */
export function remedies(cause: Cause, evidence: Pick<Evidence, 'arms'>, rule?: string): readonly Remedy[] {
  const table = strategyTable(evidence);
  const today = worse(rowOf(table, 'race'), rowOf(table, 'pair'));
  const fitting = CAUSE_DEFINITIONS[cause].remedies.filter(
    ({ onlyFor, onlyIf }) =>
      (onlyFor === undefined || (rule !== undefined && onlyFor.includes(rule))) &&
      (onlyIf === undefined || onlyIf(evidence.arms)),
  );
  const judged = fitting.flatMap((cure) => judge(cure, table, today));
  return [...judged.filter(({ helps }) => helps), ...judged.filter(({ helps }) => !helps)].map(
    ({ remedy }) => remedy,
  );
}

interface Judged {
  readonly remedy: Remedy;
  readonly helps: boolean;
}

/** One remedy or none: without a measurement fivesec does not suggest an option that is injected into pods. */
function judge(cure: Cure, table: readonly StrategyRow[], today: StrategyRow | undefined): readonly Judged[] {
  const row = cure.shownBy === undefined ? undefined : rowOf(table, cure.shownBy);
  if (row === undefined || today === undefined || row.pairs === 0)
    return cure.injects === undefined ? [{ remedy: { change: cure.change }, helps: true }] : [];
  const isClear = clearlyBetter(row, today);
  const helps = row.lost === 0 || isClear;
  const { strategy, lossRatio, low, high } = row;
  const facts = `${measuredHere(row, today)}${helps ? '' : ': it does not help here'}${costOf(row, table)}`;
  const change = `${cure.change}. ${facts}${isClear ? injectionOf(cure) : ''}`;
  return [{ helps, remedy: { change, measured: { strategy, lossRatio, low, high } } }];
}

function injectionOf({ injects }: Cure): string {
  return injects === undefined
    ? ''
    : '. `fivesec webhook` (or `injection.mode` of the chart) sets it in every new pod';
}

function measuredHere(row: StrategyRow, today: StrategyRow): string {
  const lost = { failures: row.lost, trials: row.pairs };
  return `Measured here, pairs lost: ${row.strategy} ${row.lost === 0 ? atMost(lost) : outOf(lost)}, ${today.strategy} ${outOf({ failures: today.lost, trials: today.pairs })}`;
}

/** A remedy's extra duration is reported from these limits on: one query after the other takes two round trips. */
const FELT_MS = 0.1;
const FELT_SHARE = 0.1;

function costOf(row: StrategyRow, table: readonly StrategyRow[]): string {
  const usual = rowOf(table, 'pair')?.p50Ms;
  if (
    usual === undefined ||
    row.p50Ms === undefined ||
    row.p50Ms - usual < Math.max(FELT_MS, FELT_SHARE * usual)
  )
    return '';
  return `; a lookup takes ${formatDuration(row.p50Ms)} instead of ${formatDuration(usual)} (median)`;
}

const BY_CHANCE = 0.05;

function clearlyBetter(row: StrategyRow, today: StrategyRow): boolean {
  return (
    fisherGreater({ failures: today.lost, trials: today.pairs }, { failures: row.lost, trials: row.pairs }) <=
      BY_CHANCE && row.lossRatio <= today.lossRatio / 2
  );
}

function rowOf(table: readonly StrategyRow[], strategy: Strategy): StrategyRow | undefined {
  return table.find((row) => row.strategy === strategy);
}

function worse(one: StrategyRow | undefined, other: StrategyRow | undefined): StrategyRow | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.lossRatio >= other.lossRatio ? one : other;
}
