/** The input of every rule: the sorted evidence, and the comparisons that several rules share, each computed at most once. */

import type { Evidence } from '../../domain/evidence.ts';
import { allFailed, over, wrongSource, wrongSourcesFromPods } from '../counts/proportions.ts';
import { type ClosedEarly, closedAfterOneAnswer, withoutClosedConnections } from './closed-connections.ts';
import { explainLosses, type Losses } from './losses.ts';
import { pathsOf } from './paths.ts';
import { type SortedEvidence, sortEvidence } from './sorted-evidence.ts';
import { type Stranger, strangersOf, withoutStrangers } from './strangers.ts';
import { compareTogetherAndApart, type TogetherVsApart } from './together-apart.ts';

export interface View extends SortedEvidence {
  /** Do A and AAAA at once lose more than A and AAAA apart? Computed at its first use. */
  readonly togetherVsApart: () => TogetherVsApart;
  /** Which patterns explain the lost queries? Computed at its first use. */
  readonly losses: () => Losses;
  /** Addresses behind the VIP that are no listed DNS pods and answer nothing directly. */
  readonly strangers: readonly Stranger[];
  /** TCP connections that their server closed after one answer: their second queries are in no arm. `undefined` if there are none. */
  readonly closedEarly: ClosedEarly | undefined;
}

/** Pure: the memoised values depend on the evidence alone. */
export function viewOf(all: Evidence): View {
  // An arm without outcomes is no evidence: it must not count as an arm that lost nothing.
  const measured = all.arms.filter(({ pairs, notSent }) => pairs + notSent > 0);
  const strangers = strangersOf({ ...all, arms: measured });
  const arms = withoutStrangers(measured, all.context, strangers).map(withoutClosedConnections);
  const evidence = { ...all, arms };
  const sorted = sortEvidence(evidence);
  let compared: TogetherVsApart | undefined;
  let explained: Losses | undefined;
  return {
    ...sorted,
    strangers,
    closedEarly: closedAfterOneAnswer(measured),
    togetherVsApart: () => {
      compared ??= compareTogetherAndApart(sorted);
      return compared;
    },
    losses: () => {
      const isLost = answersFromStrangers(sorted) || podsAnswerFromElsewhere(sorted);
      explained ??= explainLosses(evidence, isLost ? 'no-right-answer' : 'no-answer');
      return explained;
    },
  };
}

/**
 * Do answers come from addresses of which none is a known DNS pod? Only an unconnected socket receives them. The connected sockets of
 * a resolver lose these queries, so they count as lost. Answers from a known DNS pod are a symptom of their own.
 */
function answersFromStrangers({ arms, endpoints }: SortedEvidence): boolean {
  return endpoints.length > 0 && wrongSource(arms) > 0 && over(arms, wrongSourcesFromPods).failures === 0;
}

/**
 * Does nothing over UDP that is sent straight to the pods get its answer, while answers come from elsewhere? Then the pods answer from another
 * port or address, and no resolver takes what `race` sees.
 */
function podsAnswerFromElsewhere(sorted: SortedEvidence): boolean {
  return wrongSource(sorted.arms) > 0 && allFailed(pathsOf(sorted).directUdp);
}
