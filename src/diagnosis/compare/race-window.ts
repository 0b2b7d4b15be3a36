/** Can A and AAAA clash on this node's way to DNS, and what becomes of the loser? Found by provoking it, never by version. */

import type { Evidence, RaceWindow } from '../../domain/evidence.ts';
import { confidenceOf, LIKELY } from '../../statistics/confidence.ts';
import { clashesRepaired } from './counters.ts';
import { failedPairs } from './rates.ts';
import { type View, viewOf } from './view.ts';

/** Where a clash is possible, two threads made it in 8 to 58 % of pairs (FACTS.md 4.5): so many never in silence. */
const ENOUGH_PAIRS = 50;
const FEWEST_CLASHES = 2;
const CLASHES_FOR_EACH_PAIR = 0.02;

/**
 * `open`: clashes lose packets. `repaired`: clashes are counted as resolved and nothing is lost. `absent`: provoked
 * often enough, seen never. `unknown`: none of these is shown, now or before.
 */
export function raceWindow(evidence: Evidence, view: View = viewOf(evidence)): RaceWindow {
  const { p, apartLosesLess, undecided } = view.togetherVsApart();
  if (confidenceOf(p) >= LIKELY && apartLosesLess) return 'open';
  if (undecided) return evidence.context.raceWindow;
  const races = failedPairs(view.byVip('race'));
  if (races.trials > 0 && repairs(view, races.trials)) return 'repaired';
  if (races.trials >= ENOUGH_PAIRS && races.failures === 0 && countersStoodStill(evidence)) return 'absent';
  return evidence.context.raceWindow;
}

function repairs({ evidence }: View, races: number): boolean {
  const resolved = resolvedClashes(evidence);
  return resolved >= Math.max(FEWEST_CLASHES, races * CLASHES_FOR_EACH_PAIR);
}

/** Before the `clashres` column, a repaired clash counts as `insert_failed`, without a `drop` (FACTS.md 4.3). */
function resolvedClashes({ node }: Evidence): number {
  if (node.conntrack.kind === 'absent') return 0;
  const { era, counts } = node.conntrack.value;
  if (era === 'searched') return Math.max(0, (counts.insertFailed ?? 0) - (counts.drop ?? 0));
  const repaired = clashesRepaired(node);
  return repaired.kind === 'read' ? repaired.value : 0;
}

/**
 * All through the window, or it is not known (pool.ts). A kernel from 5.6 to 5.9 repairs some clashes without counting
 * them: there, silence shows nothing.
 */
function countersStoodStill({ node: { conntrack } }: Evidence): boolean {
  if (conntrack.kind === 'absent' || conntrack.value.era === 'searched') return false;
  return conntrack.value.counts.clashResolved === 0 && conntrack.value.counts.insertFailed === 0;
}
