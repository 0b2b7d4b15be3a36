/** Answers via the VIP arrive with the DNS pod's own address: no reverse NAT rewrites them. */

import { allFailed, over, ratio, wrongSources, wrongSourcesFromPods } from '../compare/counts/proportions.ts';
import { outOf } from '../compare/counts/wording.ts';
import type { DnsPod } from '../compare/view/dns-pods.ts';
import { explainLosses } from '../compare/view/losses.ts';
import { APART } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';
import { confidenceOf, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { fisherGreater, type Proportion } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { NODE_LOCAL, USE_VC } from './shared-remedies.ts';

const rule: Rule = {
  id: 'answers-from-the-pod-itself-without-a-clash',
  predicts: [],
  argument:
    "Answers to queries via the VIP arrive with a DNS pod's own address as their source. Only an unconnected socket receives such an answer (strategy `race`). The other strategies via the VIP lose as many queries, whether or not they send A and AAAA at once. So no clash is needed. If these answers are less than a quarter of what is lost, the confidence is 0.5 at most. Where DNS pods are known, at least half of these answers come from one of them. The answers do not pass the node that rewrote the queries, or that node has no entry for them. A connected socket never receives such an answer, so the resolver waits for its timeout.",
  when: (view) => {
    const seen = over(view.byVip('race'), wrongSources);
    const fromPods = over(view.byVip('race'), wrongSourcesFromPods);
    const isFromPod = view.endpoints.length === 0 || fromPods.failures >= seen.failures / 2;
    const apart = view.failures(view.byVip(...APART));
    if (seen.failures < FEW || !isFromPod || !losesAlike(seen, apart)) return undefined;
    // A pod that is down answers nothing. So if each query is answered, the VIP does not lead to such a pod.
    const areAnswered =
      seen.failures >= MOST * view.failures(view.byVip('race')).failures &&
      !view.endpoints.some(isDeafOverUdp);
    const fitting = areAnswered ? [...FITTING, ...IF_ANSWERED] : FITTING;
    const support = explainLosses(view.evidence, 'no-right-answer').supportOf(...fitting);
    if (support === undefined || support.confidence === 0) return undefined;
    // A race whose repair has expired brings such answers too. They explain no more losses than there are of them.
    const explains = ratio(seen) >= ratio(apart) * LEAST_EXPLAINED;
    return {
      confidence: explains ? support.confidence : Math.min(POSSIBLE, support.confidence),
      facts: [
        `queries via the VIP whose answer came from another address (race): ${outOf(seen)}`,
        `queries via the VIP that got no answer where A and AAAA are sent apart: ${outOf(apart)}`,
      ],
    };
  },
};

/** Do queries that are sent apart lose about as many as `race` saw answered from another address, as far as so few queries can show? */
function losesAlike(seen: Proportion, apart: Proportion): boolean {
  if (ratio(apart) >= ratio(seen) / 2) return true;
  const isEnough = apart.failures >= SEVERAL && ratio(apart) >= ratio(seen) / 4;
  return isEnough && confidenceOf(fisherGreater(seen, apart)) < LIKELY;
}

/** A pod that answers over TCP, and nothing over UDP even when asked directly, may itself answer from a wrong port. */
function isDeafOverUdp({ udp, tcp }: DnsPod): boolean {
  return allFailed(udp) && !allFailed(tcp);
}

const FEW = 2;
/** Fewer lost queries may be strays. */
const SEVERAL = 5;
/** The smallest share of the queries lost apart that was answered from another address, as far as `race` saw. */
const LEAST_EXPLAINED = 0.25;
/** The share of the queries without an answer from the VIP that were answered from another address. */
const MOST = 0.9;
/** Such answers count as lost: a share of the queries via the VIP, and no others. */
const FITTING = [
  'vip-leads-astray',
  'unlisted-pod-fails',
  'loss-by-vip',
  'loss-by-vip-above-a-rate',
  'loss-behind-vip',
  'new-flows-by-vip-lost',
  'new-flows-lost',
  'whole-flows-lost',
  'all-lost',
] as const;
/** What a pod or a node's cache that is down, or a firewall that blocks UDP, looks like: but then nothing would answer. */
const IF_ANSWERED = ['pods-fail', 'node-local-fails', 'all-udp-lost'] as const;

export const reverseNatMissing: CauseDefinition<'reverse-nat-missing'> = {
  cause: 'reverse-nat-missing',
  rules: [rule],
  spoils: 'queries',
  remedies: [
    {
      change:
        'Check that the answers of the DNS pods pass the node that rewrote the query: routes, rp_filter, and rules with NOTRACK',
    },
    {
      change:
        'Look at the reverse translation of the CNI, or of what replaces kube-proxy (eBPF service maps)',
    },
    NODE_LOCAL,
    USE_VC,
  ],
  askNext: ['separate', 'reopen', 'race'],
};
