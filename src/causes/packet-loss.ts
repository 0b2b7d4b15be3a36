/** The network loses datagrams of all kinds. This cause is found only if every other cause that loses them is ruled out. */

import { ownChecksumErrors } from '../compare/counters.ts';
import { lostInOwnBuffer } from '../compare/own-buffer.ts';
import { pathsOf } from '../compare/paths.ts';
import { allFailed, failedPairs, failures, lateness, over, ratio, slowness } from '../compare/rates.ts';
import { refuseAtTimes } from '../compare/refusals.ts';
import { confidenceBesideRivals, rivalFacts, rivalsOf } from '../compare/rivals.ts';
import type { View } from '../compare/view.ts';
import { atMost, outOf } from '../compare/wording.ts';
import type { ArmTally } from '../domain/evidence.ts';
import { APART, type Strategy, specOf } from '../domain/strategy.ts';
import type { PatternId } from '../patterns/pattern.ts';
import { confidenceOf, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import { add, fisherGreater, type Proportion, wilson } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { wholeFlowsLost } from './flows-lost.ts';
import type { Rule } from './rule.ts';
import { NODE_LOCAL, USE_VC } from './shared-remedies.ts';
import { answersLostOnTheWayBack } from './unknown-pods.ts';

const ENOUGH = 3;
/** Fewer direct queries may all be of one pair to a DNS pod that is down. */
const FEWEST_DIRECT = 8;

/** Only the way via the VIP loses queries. */
const BY_VIP = ['loss-by-vip', 'loss-by-vip-above-a-rate'] as const satisfies readonly PatternId[];
const ONLY_BY_VIP =
  "only queries via the VIP are lost: look first at what this node does with them, such as a filter or a limit on the rate for the VIP's address";

const rule: Rule = {
  id: 'everything-loses-alike',
  predicts: ['loss-everywhere', 'loss-above-a-rate', ...BY_VIP],
  argument:
    'Every way to ask over UDP loses about the same proportion of queries, and so do the DNS pods when asked directly. So the reason is not the VIP, not the pair of queries, and not a single pod. No counter of another cause rises with these losses. The confidence is 0.5 at most in four cases. A counter cannot be read, so it excludes nothing. Only one of the two paths, via the VIP or straight to the DNS pods, loses queries. Most answers are slow, and some come after the deadline: then the lost ones may only be slower still. Or a server or the path was away for a time: TCP, which repeats what is lost, fails as often as UDP; or it fails a third as often or is hardly measured, and nearly each pair that lost a query lost both. If DNS pods refuse connections, or if the kernel counts as many damaged datagrams as were lost, the network does not lose the queries, and the confidence is 0.3 at most.',
  when: (view) => {
    const vip = view.failures(view.byVip('staggered', ...APART));
    const direct = directLoss(view);
    const { failures, trials } = add(vip, direct);
    // If no query at all was answered, this is an outage and not packet loss.
    if (failures < ENOUGH || failures === trials || allFailed(vip)) return undefined;
    const isByVip = onlyByVip(view, direct);
    const byVip = isByVip ? BY_VIP : [];
    const support = view.losses().supportOf('loss-everywhere', 'loss-above-a-rate', ...byVip);
    if (support === undefined) return undefined;
    const rated = view.losses().supportOf('loss-above-a-rate', 'loss-by-vip-above-a-rate')?.posterior ?? 0;
    // If only one of the two paths loses queries, via the VIP or straight to the DNS pods, the losses are not alike.
    const isOnePath = direct.failures === 0 || vip.failures === 0 || direct.trials < FEWEST_DIRECT;
    const alike = isOnePath ? Math.min(POSSIBLE, support.confidence) : support.confidence;
    const rivals = rivalsOf(view);
    const unread = lostInOwnBuffer(view.evidence);
    return {
      confidence: Math.min(
        unread === undefined && !isTailOfSlowAnswers(view) && !mayBeOutage(view)
          ? alike
          : Math.min(POSSIBLE, alike),
        refuseAtTimes(view).length > 0 || arriveDamaged(view) ? UNLIKELY : 1,
        confidenceBesideRivals(rivals),
      ),
      facts: [
        `queries lost via the VIP where A and AAAA are sent apart: ${outOf(vip)}`,
        `queries lost straight to ${someFail(view) ? 'the DNS pods that do not fail' : 'the DNS pods'}: ${atMost(direct)}`,
        ...(rated > support.posterior / 2 ? secondsLoseMore(view) : []),
        ...(isByVip ? [ONLY_BY_VIP] : []),
        ...rivalFacts(rivals),
      ],
    };
  },
};

const onlyPodLosesAlike: Rule = {
  id: 'the-only-pod-and-the-vip-lose-alike',
  predicts: ['loss-everywhere', 'loss-above-a-rate', 'pods-fail'],
  argument:
    'Only one DNS pod is known. It loses datagrams when asked directly, the VIP loses about as many, and no connection over TCP fails. A pod that is down would answer nothing over TCP, and TCP repeats what the network loses. Nothing else can be compared, so the confidence is 0.5.',
  when: (view) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
    const tcp = add(vipTcp, directTcp);
    if (view.endpoints.length !== 1 || directUdp.failures < ENOUGH || allFailed(vipUdp)) return undefined;
    if (tcp.failures > 0 || directTcp.trials < ENOUGH_TCP) return undefined;
    const [more, less] = [
      Math.max(ratio(vipUdp), ratio(directUdp)),
      Math.min(ratio(vipUdp), ratio(directUdp)),
    ];
    if (more > 2 * less) return undefined;
    return {
      confidence: POSSIBLE,
      facts: [
        `queries over UDP that failed: ${outOf(vipUdp)} via the VIP, ${outOf(directUdp)} straight to the only known DNS pod`,
        `queries over TCP that failed: ${outOf(tcp)}`,
      ],
    };
  },
};

const ENOUGH_TCP = 20;

export const packetLoss: CauseDefinition<'packet-loss'> = {
  cause: 'packet-loss',
  rules: [rule, wholeFlowsLost, onlyPodLosesAlike, answersLostOnTheWayBack],
  remedies: [
    {
      change:
        "Look for one dead path of several: the members of the nodes' bonds (`/proc/net/bonding`), the next hops of their routes (`ip route`), and `rp_filter` where answers come back by another path",
      onlyFor: [wholeFlowsLost.id],
    },
    { change: "Check the node's links (`ethtool -S`), its overlay and MTU, and the cloud's packet limits" },
    { change: 'Compare with other nodes (`fivesec fleet`): is only this node affected, or are all?' },
    USE_VC,
    NODE_LOCAL,
  ],
  askNext: ['endpoint', 'separate', 'race'],
};

function onlyByVip(view: View, { failures: lost, trials }: Proportion): boolean {
  return view.first === 'vip' && !someFail(view) && lost === 0 && trials >= FEWEST_DIRECT;
}

function someFail({ health: { healthy, unhealthy } }: View): boolean {
  return healthy.length > 0 && unhealthy.length > 0;
}

/** Loss straight to the healthy pods, or to all pods if none is healthy. */
function directLoss({ endpoints, health: { healthy } }: View): Proportion {
  return add(...(healthy.length > 0 ? healthy : endpoints).map(({ udp }) => udp));
}

/** Where a limit on the rate drops queries, the second of two that leave together is lost most often. */
function secondsLoseMore({ arms }: View): string[] {
  const together = arms.filter(
    ({ transport, strategy, target: { kind } }) =>
      transport === 'udp' && TOGETHER.includes(strategy) && (kind === 'vip' || kind === 'endpoint'),
  );
  const [first, second] = [over(together, failures, ['A']), over(together, failures, ['AAAA'])];
  if (confidenceOf(fisherGreater(second, first)) === 0) return [];
  return [
    `of two queries sent together, the first was lost in ${outOf(first)}, the second in ${outOf(second)}: typical of a limit on the rate`,
  ];
}

/**
 * Did nearly each pair that lost a query lose both? If single queries are lost with the probability p, a pair that loses any loses both with
 * the probability p / (2 - p). Only pairs whose queries leave together count: the others may straddle the end of an outage.
 */
function onlyWholePairs({ arms }: View): boolean {
  const udp = arms.filter(
    ({ transport, strategy, target: { kind } }) =>
      transport === 'udp' &&
      specOf(strategy).spacing === 'together' &&
      (kind === 'vip' || kind === 'endpoint'),
  );
  const [one, both] = [sum(udp, 'oneFailed'), sum(udp, 'bothFailed')];
  const p = ratio(over(udp, failures));
  return one <= FEW * both && both > 1 && (p / (2 - p)) ** (both - one) < BY_CHANCE;
}

const FEW = 0.05;

/**
 * May a server or the path have been away for a time? TCP repeats lost segments, so it fails far less often than UDP unless most of them are
 * lost. If it fails more often, it is blocked as well.
 */
function mayBeOutage(view: View): boolean {
  const onPath = view.arms.filter(({ target: { kind } }) => kind === 'vip' || kind === 'endpoint');
  const [tcp = [], udp = []] = (['tcp', 'udp'] as const).map((one) =>
    onPath.filter(({ transport }) => transport === one),
  );
  if (over(tcp, failures).trials < ENOUGH_TCP) return onlyWholePairs(view);
  const relative = ratio(failedPairs(tcp)) / ratio(failedPairs(udp));
  if (relative > ALIKE && relative < 1 / ALIKE && ratio(over(udp, failures)) < MOST_LOST) return true;
  return relative > GETS_THROUGH && onlyWholePairs(view);
}

const ALIKE = 0.7;
const MOST_LOST = 0.6;
const GETS_THROUGH = 0.3;

function sum(arms: readonly ArmTally[], count: 'oneFailed' | 'bothFailed'): number {
  return arms.reduce((total, arm) => total + arm[count], 0);
}

const BY_CHANCE = 0.01;

/** A before AAAA, right after each other. In a race either may be the first. */
const TOGETHER: readonly Strategy[] = ['pair', 'separate', 'endpoint', 'edns', 'uncached'];

/**
 * If most answers are slow, and some come after the deadline, the rest may come later still, or time out in the server. Lost packets
 * make no answer slow.
 */
function isTailOfSlowAnswers({ arms }: View): boolean {
  const slow = wilson(over(arms, slowness));
  return slow.low >= MOST_ARE_SLOW && over(arms, lateness).failures > 0;
}

const MOST_ARE_SLOW = 0.5;

/** Do the damaged datagrams that the kernel dropped in fivesec's pod explain the losses? Then the answers arrived. */
function arriveDamaged(view: View): boolean {
  const damaged = view.excessOf(ownChecksumErrors);
  return damaged.kind === 'elevated' && damaged.explains;
}
