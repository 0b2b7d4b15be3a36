/** The DNS pods answer, but slowly. */

import { ownBufferDrops } from '../compare/counts/counters.ts';
import { inDeadline, lateness, over, slowData, slowness } from '../compare/counts/proportions.ts';
import { formatDuration, joined, outOf } from '../compare/counts/wording.ts';
import { lateFacts } from '../compare/slowness/late-answers.ts';
import { connectFacts, ON_THE_WAY, waitsOn } from '../compare/slowness/on-the-way.ts';
import {
  directTo,
  HIGH,
  IN_MOMENTS,
  MILD_MS,
  medians,
  onlyAaaa,
  onlySomePods,
  SMEAR,
  slowInMoments,
  slowSureness,
  sortedRtts,
} from '../compare/slowness/slow-answers.ts';
import { cacheThatWaits } from '../compare/view/cache-that-waits.ts';
import { type Evidence, SLOW_ANSWER_MS } from '../domain/evidence.ts';
import { APART } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';
import { POSSIBLE } from '../statistics/confidence.ts';
import { add, quantile, wilson } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { FEWER_NAMES, NODE_LOCAL } from './shared-remedies.ts';

const FEW = 5;

const rule: Rule = {
  id: 'a-smear-of-slow-answers',
  predicts: [],
  argument:
    "Many answers over UDP are slow, for names that the cluster itself answers, both from the pods directly and via the VIP. Lost packets make lookups last exactly as long as a timeout. A slow server makes answers of all durations. The confidence is 0.5 at most in four cases. TCP connections are slow as often, although the kernel of the pod's host answers them without the server: then packets wait on the way. Answers are slow in moments only, those of all pods alike, and connections are not known to be quick: then the network may hold packets. Nearly all of the slow answers are error codes: then a server behind this one may be silent. Or 99 of 100 answers take less than 300 ms: then the servers may only be far away.",
  when: (view) => {
    const udp = view.arms.filter(({ transport }) => transport === 'udp');
    const directArms = udp.filter(({ target }) => target.kind === 'endpoint');
    const vipArms = udp.filter(({ target, strategy }) => target.kind === view.first && strategy !== 'sticky');
    const [direct, vip] = [over(directArms, slowness), over(vipArms, slowness)];
    const all = add(vip, direct);
    // Quick answers straight from the pods hide nothing of what applications meet via the VIP.
    if (all.failures < FEW || Math.max(wilson(all).low, wilson(vip).low) < SMEAR) return undefined;
    const inTime = readInTime(view.evidence, all.failures);
    const cache = cacheThatWaits(view.evidence.arms, view.first);
    // A cache that gives up on its upstream answers slowly as well, with an error code.
    const areErrors =
      Math.max(...[[...vipArms, ...directArms], vipArms].map((arms) => wilson(over(arms, slowData)).low)) <
      SMEAR;
    const high = quantile(sortedRtts(udp), HIGH) ?? 0;
    const isMild = high >= SLOW_ANSWER_MS && high < MILD_MS;
    const waits = waitsOn(view);
    const isMoments = waits === 'unknown' && slowInMoments(view);
    const isDoubtful =
      waits === 'way' || isMoments || !inTime || cache.kind === 'waits' || areErrors || isMild;
    return {
      confidence: Math.min(isDoubtful ? POSSIBLE : 1, slowSureness(view, vip, direct)),
      facts: [
        `answers that took ${formatDuration(SLOW_ANSWER_MS)} or longer: ${outOf(vip)} ${view.first === 'vip' ? 'via the VIP' : 'from the node-local cache'}, ${outOf(direct)} straight from the DNS pods`,
        ...medians(udp),
        ...lateFacts(view),
        ...connectFacts(view),
        ...(waits === 'way' ? [ON_THE_WAY] : []),
        ...(areErrors ? ['nearly all of the slow answers are error codes'] : []),
        ...(isMild ? ['such answers make no lookup stall: the way to the DNS pods may be long'] : []),
        ...(isMoments ? [IN_MOMENTS] : []),
        ...onlyAaaa(udp),
        ...onlySomePods(view),
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
  spoils: 'answers-in-time',
  remedies: [
    { change: 'Give the DNS pods more CPU, or remove their CPU limit if it throttles them' },
    {
      change:
        'If only one DNS pod is slow: look at the CPU of its node and at its own limit, and delete the pod',
    },
    { change: 'Run more replicas of the DNS pods, for example with the cluster-proportional autoscaler' },
    NODE_LOCAL,
    FEWER_NAMES,
  ],
  askNext: ['endpoint', 'pair'],
};

/** False if fivesec's own receive buffer overflowed: it then reads answers late, and their durations show nothing about the server. */
function readInTime({ node }: Evidence, slow: number): boolean {
  const overflowed = ownBufferDrops(node);
  return overflowed.kind === 'read' && overflowed.value <= slow / 10;
}
