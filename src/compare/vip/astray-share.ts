/** When the VIP can lead to an address without a DNS pod, and how many of its flows then go there. */

import type { Evidence } from '../../domain/evidence.ts';
import { add, type Proportion, wilson } from '../../statistics/tests.ts';
import { failedPairs, failures, over, ratio, wrongSource } from '../counts/proportions.ts';
import { pathsOf } from '../view/paths.ts';
import type { SortedEvidence } from '../view/sorted-evidence.ts';
import type { View } from '../view/view.ts';

/** Such an address gets about as many flows as each DNS pod. So a smaller share than this needs another explanation. */
export const LEAST_ASTRAY = 0.03;
/** If the VIP loses this share or more, it leads nowhere at all: `vip-unreachable`. */
export const WHOLE_VIP = 0.97;

/** How long after a change of the DNS pods the rules of a node lead to the new set, with a margin. */
const SETTLES_MS = 30_000;

/** Has the set of DNS pods changed so lately that this node's rules may lead to the old one? */
export function isJustChanged({ context: { endpointsChangedAt }, startedAt, windowMs }: Evidence): boolean {
  return endpointsChangedAt !== undefined && startedAt + windowMs - endpointsChangedAt < SETTLES_MS;
}

/** Ways to ask over UDP whose pairs have one flow, and those whose pairs have two. */
const ONE_FLOW = ['pair', 'race', 'staggered', 'sequential'] as const;
const TWO_FLOWS = ['separate', 'reopen'] as const;

/** All flows over UDP via the VIP that were lost. Each is sent to an address of its own. */
export function lostFlows(view: SortedEvidence): Proportion {
  return add(failedPairs(view.byVip(...ONE_FLOW)), view.failures(view.byVip(...TWO_FLOWS)));
}

/** May queries be lost in another way than at an address without a DNS pod, as far as the arms show? */
export function mayBeElsewhere(view: View, share: number, overTcp: number): boolean {
  // If the known DNS pods lose half as much, what is lost via the VIP may be lost there.
  const direct = add(...view.health.healthy.map(({ udp }) => udp));
  const podsLose = ratio(direct) > ratio(pathsOf(view).vipUdp) / 2;
  // An address without a DNS pod answers nothing, not even over TCP.
  const tcpWorks = overTcp < 0.5;
  // An answer that arrives from another address was not lost at a wrong destination.
  const answersComeFromPods = wrongSource(view.byVip('race')) > 0;
  return view.endpoints.length === 0 || podsLose || tcpWorks || answersComeFromPods || share < LEAST_ASTRAY;
}

/** Did answers to most of the lost queries come from another address? Only `race` sees these. Then they were not lost at a wrong destination. */
export function mostAnswerFromElsewhere(view: SortedEvidence): boolean {
  const race = view.byVip('race');
  const seen = wrongSource(race);
  return seen > 0 && seen >= over(race, failures).failures / 2;
}

/** Do so many connections via the VIP work that some would have led to an address where `share` of the flows goes? */
export function tcpNeverFails({ failures, trials }: Proportion, share: number): boolean {
  return failures === 0 && (1 - share) ** (trials / 2) < BY_CHANCE;
}

const BY_CHANCE = 0.001;

/**
 * How many addresses does the VIP have, if this proportion of its flows is lost and it spreads evenly? `one-more`: the known pods and one more, to which
 * the lost flows go; this explains the share clearly better. `known`: the known ones only, of which some lose their flows. `uneven`: neither fits, so the
 * VIP does not spread evenly. `unknown`: nothing was sent.
 */
export function addressesBehindVip(
  failed: Proportion,
  known: number,
): 'one-more' | 'known' | 'uneven' | 'unknown' {
  if (failed.trials === 0) return 'unknown';
  const some = Array.from({ length: Math.max(0, known - 1) }, (_, index) => (index + 1) / known);
  const oneMore = logLikelihood(failed, 1 / (known + 1));
  const ofKnown = Math.max(Number.NEGATIVE_INFINITY, ...some.map((share) => logLikelihood(failed, share)));
  const { low, high } = wilson(failed);
  const fits = [1 / (known + 1), ...some].some((share) => low <= share && share <= high);
  if (!fits) return 'uneven';
  return oneMore >= ofKnown + CLEARLY ? 'one-more' : 'known';
}

/** Natural logarithm: one more address must explain the share three times as well. */
const CLEARLY = Math.log(3);

function logLikelihood({ failures, trials }: Proportion, share: number): number {
  if (share >= 1) return failures === trials ? 0 : Number.NEGATIVE_INFINITY;
  return failures * Math.log(share) + (trials - failures) * Math.log(1 - share);
}
