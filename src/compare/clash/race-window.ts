/** Can A and AAAA clash on this node's path to DNS, and what happens then? Provoked clashes show it, not the kernel's version. */

import type { Evidence, RaceWindow } from '../../domain/evidence.ts';
import { confidenceOf, LIKELY } from '../../statistics/confidence.ts';
import { clashDrops, clashesRepaired } from '../counts/counters.ts';
import { failedPairs } from '../counts/proportions.ts';
import { type View, viewOf } from '../view/view.ts';

/**
 * Two threads clashed in 8 to 58 % of pairs where a clash is possible (docs/facts.md, "When do A and AAAA clash?"). So 50 pairs
 * without a clash show that none is possible.
 */
const ENOUGH_PAIRS = 50;
const FEWEST_CLASHES = 2;
const CLASHES_FOR_EACH_PAIR = 0.02;

/** The significance level where the kernel's counters already show that clashes are dropped. */
const BY_CHANCE = 0.05;

/**
 * `open`: clashes lose packets. `partly-repaired`: some are counted as resolved, and others lose packets, as with 4.19 and 5.2, which
 * repair a clash only if both packets go to one pod. `repaired`: clashes are counted as resolved, nothing is lost and no counter of
 * drops rose. `absent`: provoked often enough, never seen. `unknown`: none of these is shown, now or before.
 */
export function raceWindow(evidence: Evidence, view: View = viewOf(evidence)): RaceWindow {
  const races = failedPairs(view.byVip('race'));
  const isRepairing = races.trials > 0 && repairs(view, races.trials);
  const { p, apartLosesLess, undecided } = view.togetherVsApart();
  if ((confidenceOf(p) >= LIKELY || countedAsClashes(view)) && apartLosesLess)
    return isRepairing ? 'partly-repaired' : 'open';
  if (undecided) return evidence.context.raceWindow;
  if (isRepairing && confidenceOf(p) === 0 && nothingDropped(evidence)) return 'repaired';
  if (races.trials >= ENOUGH_PAIRS && races.failures === 0 && countersStoodStill(evidence)) return 'absent';
  return evidence.context.raceWindow;
}

/** Do the counters show that the kernel dropped the queries that A and AAAA at once lost? Then `conntrack-race` is at least 0.7. */
function countedAsClashes(view: View): boolean {
  const { together, uncorrectedP } = view.togetherVsApart();
  const drops = view.excessOf(clashDrops);
  if (drops.kind !== 'elevated' || together.failures === 0 || uncorrectedP > BY_CHANCE) return false;
  return drops.rise - drops.expected >= together.failures / 2;
}

function nothingDropped({ node }: Evidence): boolean {
  const drops = clashDrops(node);
  return drops.kind === 'read' && drops.value === 0;
}

function repairs({ evidence }: View, races: number): boolean {
  const resolved = resolvedClashes(evidence);
  return resolved >= Math.max(FEWEST_CLASHES, races * CLASHES_FOR_EACH_PAIR);
}

/**
 * Before the `clashres` column, a repaired clash counts as `insert_failed` without a `drop`
 * (docs/facts.md, "What do the counters mean?").
 */
function resolvedClashes({ node }: Evidence): number {
  if (node.conntrack.kind === 'absent') return 0;
  const { era, counts } = node.conntrack.value;
  if (era === 'searched') return Math.max(0, (counts.insertFailed ?? 0) - (counts.drop ?? 0));
  const repaired = clashesRepaired(node);
  return repaired.kind === 'read' ? repaired.value : 0;
}

/**
 * Did no clash counter move in the whole window? A reading that is absent in a part of it is absent (evidence/sum-deltas.ts).
 * Kernels 5.6 to 5.9 repair some clashes without counting them: there, counters that did not move show nothing.
 */
function countersStoodStill({ node: { conntrack } }: Evidence): boolean {
  if (conntrack.kind === 'absent' || conntrack.value.era === 'searched') return false;
  return conntrack.value.counts.clashResolved === 0 && conntrack.value.counts.insertFailed === 0;
}
