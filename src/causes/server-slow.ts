/** The DNS pods answer, but slowly. */

import { podIsGoneBehindCache } from '../compare/behind-cache.ts';
import { cacheThatWaits } from '../compare/cache-that-waits.ts';
import { hitsPairs } from '../compare/clash-expiry.ts';
import { ownBufferDrops } from '../compare/counters.ts';
import { inDeadline, lateness, over, ratio, slowData, slowness } from '../compare/rates.ts';
import { APART, onlyOutside } from '../compare/sorted-evidence.ts';
import { outlastsResolvers, searchIsCostly, stallsByItself } from '../compare/stalls.ts';
import type { View } from '../compare/view.ts';
import { formatDuration, joined, outOf } from '../compare/wording.ts';
import type { ArmTally, Evidence } from '../domain/evidence.ts';
import { SLOW_ANSWER_MS } from '../domain/evidence.ts';
import { CERTAIN, confidenceOf, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import type { Proportion } from '../statistics/tests.ts';
import { add, fisherGreater, quantile, wilson } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';
import { FEWER_NAMES, NODE_LOCAL } from './shared-remedies.ts';

/** From this proportion of slow answers on, the server is slow. Fewer are outliers, which every network has. */
const SMEAR = 0.05;

const FEW = 5;
/** If 99 of 100 answers are faster than this, the servers may only be far away. */
const MILD_MS = 300;
const HIGH = 0.99;

const rule: Rule = {
  id: 'a-smear-of-slow-answers',
  predicts: [],
  argument:
    'Many answers over UDP are slow, for names that the cluster itself answers, both from the pods directly and via the VIP. Lost packets make lookups last exactly as long as a timeout. A slow server makes answers of all durations. The confidence is 0.5 at most in two cases. Nearly all of the slow answers are error codes: then a server behind this one may be silent. Or 99 of 100 answers take less than 300 ms: then the servers may only be far away.',
  when: (view) => {
    const udp = view.arms.filter(({ transport }) => transport === 'udp');
    const directArms = udp.filter(({ target }) => target.kind === 'endpoint');
    const vipArms = udp.filter(({ target, strategy }) => target.kind === view.first && strategy !== 'sticky');
    const [direct, vip] = [over(directArms, slowness), over(vipArms, slowness)];
    const all = add(vip, direct);
    if (all.failures < FEW || wilson(all).low < SMEAR) return undefined;
    const inTime = readInTime(view.evidence, all.failures);
    const cache = cacheThatWaits(view.evidence.arms, view.first);
    // A cache that gives up on its upstream answers slowly as well, with an error code.
    const areErrors = wilson(over([...vipArms, ...directArms], slowData)).low < SMEAR;
    const high = quantile(sortedRtts(udp), HIGH) ?? 0;
    const isMild = high >= SLOW_ANSWER_MS && high < MILD_MS;
    const isDoubtful = !inTime || cache.kind === 'waits' || areErrors || isMild;
    return {
      confidence: Math.min(isDoubtful ? POSSIBLE : 1, slowSureness(view, vip, direct)),
      facts: [
        `answers that took ${formatDuration(SLOW_ANSWER_MS)} or longer: ${outOf(vip)} ${view.first === 'vip' ? 'via the VIP' : 'from the node-local cache'}, ${outOf(direct)} straight from the DNS pods`,
        ...medians(udp),
        ...(areErrors ? ['nearly all of the slow answers are error codes'] : []),
        ...(isMild ? ['such answers make no lookup stall: the way to the DNS pods may be long'] : []),
        ...onlyAaaa(udp),
        ...(cache.kind === 'waits'
          ? [
              `slow answers of the same cache to ${cache.arm.strategy}: ${outOf(cache.quick)}. The cache may wait for answers that are lost behind it`,
            ]
          : []),
      ],
    };
  },
};

/** The fewest late answers of one pod that show it. A pod that is down answers nothing, not even late. */
const ENOUGH_LATE = 5;
/** The most answers in time of such a pod, as a share of its queries. */
const FEW_IN_TIME = 0.1;

const latePods: Rule = {
  id: 'a-pod-answers-after-the-deadline',
  predicts: [],
  argument:
    'A DNS pod that is asked directly answers hardly anything in time, and much after the deadline. So it is not down, and the network does not lose its answers. It takes longer than a resolver waits. The other pods answer in time. How many lookups stall depends on the share of the flows via the VIP that leads to it.',
  when: (view) => {
    const late = view.endpoints
      .map(({ address }) => ({ address, answers: over(directTo(view.arms, address), lateness) }))
      .filter(({ address, answers: { failures, trials } }) => {
        const inTime = over(directTo(view.arms, address), inDeadline).failures;
        return failures >= ENOUGH_LATE && inTime <= FEW_IN_TIME * trials;
      });
    if (late.length === 0) return undefined;
    const byVip = over(view.byVip('pair', 'race', ...APART), lateness);
    return {
      confidence: byVip.failures > 0 ? 0.9 : POSSIBLE,
      facts: [
        `answers straight from ${joined(late.map(({ address }) => address))} that came after the deadline: ${joined(late.map(({ answers }) => outOf(answers)))}`,
        `answers via the VIP that came after the deadline: ${outOf(byVip)}`,
      ],
    };
  },
};

export const serverSlow: CauseDefinition<'server-slow'> = {
  cause: 'server-slow',
  rules: [rule, latePods],
  remedies: [
    { change: 'Give the DNS pods more CPU, or remove their CPU limit if it throttles them' },
    { change: 'Run more replicas of the DNS pods, for example with the cluster-proportional autoscaler' },
    NODE_LOCAL,
    FEWER_NAMES,
  ],
  askNext: ['endpoint', 'pair'],
};

function directTo(arms: readonly ArmTally[], address: string): readonly ArmTally[] {
  return arms.filter(
    ({ target, transport }) =>
      target.kind === 'endpoint' && target.address === address && transport === 'udp',
  );
}

/** False if fivesec's own receive buffer overflowed: it then reads answers late, and their durations show nothing about the server. */
function readInTime({ node }: Evidence, slow: number): boolean {
  const overflowed = ownBufferDrops(node);
  return overflowed.kind === 'read' && overflowed.value <= slow / 10;
}

function slowSureness(view: View, vip: Proportion, direct: Proportion): number {
  const { arms, first, health, evidence } = view;
  // Names outside are as slow as the servers that answer for them.
  if (onlyOutside(arms)) return POSSIBLE;
  // Answers that are only a little slow do not stall a lookup. A long search list does, or an expired clash of pairs as libraries send them.
  const isCostly = searchIsCostly(evidence) && !outlastsResolvers(arms);
  if (!stallsByItself(arms) && (hitsPairs(view) || isCostly)) return POSSIBLE;
  // A resolver of the pod itself waits for a DNS pod that is gone, and the other pods are quick.
  if (podIsGoneBehindCache(view) && ratio(direct) < SMEAR) return POSSIBLE;
  if (direct.trials === 0) return 0.6;
  // If the path via the VIP is slow and the pods are not, the server is not the cause. A node-local cache is the server itself.
  if (first === 'vip' && health.unhealthy.length === 0 && confidenceOf(fisherGreater(vip, direct)) > POSSIBLE)
    return UNLIKELY;
  return 0.9;
}

/** A server that is slow for one type waits for something else: an upstream resolver, or a plugin that makes such answers. */
function onlyAaaa(arms: readonly ArmTally[]): string[] {
  const [a, aaaa] = [over(arms, slowness, ['A']), over(arms, slowness, ['AAAA'])];
  if (confidenceOf(fisherGreater(aaaa, a)) < CERTAIN || ratio(a) > ratio(aaaa) / 4) return [];
  return [`almost only AAAA is slow: ${outOf(aaaa)} of its answers, ${outOf(a)} of those for A`];
}

function medians(arms: readonly ArmTally[]): string[] {
  const rtts = sortedRtts(arms);
  const [middle, high] = [quantile(rtts, 0.5), quantile(rtts, HIGH)];
  return middle === undefined || high === undefined
    ? []
    : [
        `duration of an answer over UDP: median ${formatDuration(middle)}, 99th percentile ${formatDuration(high)}`,
      ];
}

function sortedRtts(arms: readonly ArmTally[]): readonly number[] {
  return arms.flatMap(({ rttsMs }) => rttsMs).sort((one, other) => one - other);
}
