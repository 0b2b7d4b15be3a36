/**
 * What stands after a DNS pod that was down has left the set. The node's rules may still lead to it for a while. The time since it left
 * may be too short to name that, so the verdict from before may still stand.
 */

import { formatDuration } from '../../compare/counts/wording.ts';
import type { Trial } from '../history/trial.ts';
import type { Judgement } from './judgement.ts';

/** Losses that continue are seen in a shorter time than this. */
const CONTINUES_MS = 20_000;

/**
 * Do losses continue? Only then may the verdict from before the pod left still stand. `now` and the dates of the trials are milliseconds
 * since the epoch.
 */
export function lossesContinue(trials: readonly Trial[], now: number): boolean {
  return trials.some(({ atMs, troubled }) => troubled && now - atMs <= CONTINUES_MS);
}

/** The judgement from before a DNS pod left, which was `sinceMs` milliseconds ago. A fact of the first verdict says so. */
export function stillStanding(judgement: Judgement, sinceMs: number): Judgement {
  const [first, ...others] = judgement.verdicts;
  if (first === undefined) return judgement;
  const fact = `a DNS pod that was down left the set about ${formatDuration(sinceMs)} ago, and queries are still lost: the node's rules may still lead to it`;
  return { ...judgement, verdicts: [{ ...first, facts: [...first.facts, fact] }, ...others] };
}
