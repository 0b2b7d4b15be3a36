/** One DNS pod, or a few, does not answer; or none does. */

import { CERTAIN, confidenceOf, POSSIBLE } from '../../statistics/confidence.ts';
import type { CauseDefinition } from '../cause-definition.ts';
import { behindVip } from '../compare/behind-vip.ts';
import { pairsOf } from '../compare/dns-pods.ts';
import { pathsOf, works } from '../compare/paths.ts';
import { allFailed, ratio } from '../compare/rates.ts';
import { APART } from '../compare/sorted-evidence.ts';
import type { Rule } from '../rule.ts';
import { joined, outOf, percent } from '../wording.ts';

const UNSURE = 0.4;

/** It may as well be something else that the evidence names. */
const DOUBTFUL = 0.4;

const nobodyAnswers: Rule = {
  id: 'nobody-answers',
  argument:
    'Nothing answers, by no way. DNS pods that are all gone look so, and so does a policy that shuts fivesec out: it is named, but not believed.',
  when: (view) => {
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
    if (!allFailed(vipUdp) || !allFailed(directUdp) || works(vipTcp) || works(directTcp)) return undefined;
    return { confidence: DOUBTFUL, facts: [`straight to the pods failed: ${outOf(directUdp)}`] };
  },
};

const onePodFailsDirectly: Rule = {
  id: 'one-pod-fails-directly',
  argument:
    'Asked directly, one DNS pod (or a few) fails and the others answer. By the VIP each pod gets its share of the queries, so the loss there must be about the same share of the unhealthy ones; if the VIP loses nothing, the pod is no longer behind it.',
  when: (view) => {
    const { unhealthy, healthy, p } = view.health;
    if (unhealthy.length === 0) return undefined;
    const expected = unhealthy.reduce((sum, { pairs }) => sum + ratio(pairs), 0) / view.endpoints.length;
    const vip = view.failures(view.byVip(...APART));
    const changed = view.evidence.context.endpointsChangedAt;
    const moving = changed !== undefined && changed >= view.evidence.startedAt;
    const clear = ratio(pairsOf(unhealthy)) >= 0.9 && ratio(pairsOf(healthy)) <= 0.1;
    // A pod that is merely worse than the others may be so by chance; one that is gone is not.
    const sure = clear || confidenceOf(p) === CERTAIN ? confidenceOf(p) : Math.min(POSSIBLE, confidenceOf(p));
    return {
      confidence: behindVip(view, expected)
        ? moving
          ? Math.min(POSSIBLE, sure)
          : sure
        : Math.min(UNSURE, sure),
      facts: [
        `straight to ${joined(unhealthy.map(({ address }) => address))} failed pairs: ${joined(unhealthy.map(({ pairs }) => outOf(pairs)))}`,
        `to the other ${healthy.length}: ${joined(healthy.map(({ pairs }) => outOf(pairs)))}`,
        `by the VIP failed: ${outOf(vip)}, ${percent(expected)} expected`,
        ...(moving ? ['the set of DNS pods changed in the middle of it'] : []),
      ],
    };
  },
};

export const endpointDown: CauseDefinition<'endpoint-down'> = {
  cause: 'endpoint-down',
  predicts: ['pods-fail', 'unlisted-pod-fails', 'all-lost'],
  rules: [nobodyAnswers, onePodFailsDirectly],
  remedies: [
    { change: 'Delete the DNS pod that does not answer, and see on which node it ran' },
    { change: 'Let the readiness probe of the DNS pods fail when they do not answer' },
    { change: 'Run one more DNS pod, and spread them over nodes' },
  ],
  askNext: ['endpoint', 'tcp'],
};
