/** One DNS pod is sick, or a long-lived socket still talks to one that is gone. */

import { CERTAIN, confidenceOf, LIKELY, POSSIBLE } from '../../statistics/confidence.ts';
import { binomialAtMost, fisherGreater } from '../../statistics/tests.ts';
import { pairsOf } from '../compare/dns-pods.ts';
import { allFailed, ratio } from '../compare/rates.ts';
import type { View } from '../compare/view.ts';
import { APART, FRESH } from '../compare/view.ts';
import type { Rule } from '../rule.ts';
import { formatDuration, joined, outOf, percent } from '../wording.ts';

const UNSURE = 0.4;
const SPOTLESS = 0.01;

export const endpointDown: Rule = {
  id: 'one-pod-fails-directly',
  cause: 'endpoint-down',
  argument:
    'Asked directly, one DNS pod (or a few) fails and the others answer. By the VIP each pod gets its share of the queries, so the loss there must be about the same share of the sick ones; if the VIP loses nothing, the pod is no longer behind it.',
  when: (sight) => {
    const { unhealthy, healthy, p } = sight.health;
    if (unhealthy.length === 0) return undefined;
    const expected = unhealthy.reduce((sum, { pairs }) => sum + ratio(pairs), 0) / sight.endpoints.length;
    const vip = sight.failures(sight.byVip(...APART));
    const changed = sight.evidence.context.endpointsChangedAt;
    const moving = changed !== undefined && changed >= sight.evidence.startedAt;
    const clear = ratio(pairsOf(unhealthy)) >= 0.9 && ratio(pairsOf(healthy)) <= 0.1;
    // A pod that is merely worse than the others may be so by chance; one that is gone is not.
    const sure = clear || confidenceOf(p) === CERTAIN ? confidenceOf(p) : Math.min(POSSIBLE, confidenceOf(p));
    return {
      confidence: behindVip(sight, expected)
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

export const staleConntrack: Rule = {
  id: 'only-the-old-socket-fails',
  cause: 'stale-conntrack',
  argument:
    'The socket that is kept open for hours fails, fresh ones to the same VIP do not: conntrack still sends the old flow to a DNS pod that is gone. It begins when the set of DNS pods changes.',
  when: (sight) => {
    const sticky = sight.failures(sight.byVip('sticky'));
    const fresh = sight.failures(sight.byVip('pair', ...APART));
    const sure = confidenceOf(fisherGreater(sticky, fresh));
    if (sure === 0) return undefined;
    // Lost packets hit the old socket as well as the fresh ones; what is gone, is gone for the old one alone.
    const gone = ratio(sticky) >= 0.9 || ratio(fresh) <= SPOTLESS;
    const { endpointsChangedAt } = sight.evidence.context;
    const pinned = sight.health.unhealthy.length > 0 && behindVip(sight, shareOfSick(sight));
    return {
      // A sick pod that is still behind the VIP explains an old flow to it as well.
      confidence: pinned
        ? Math.min(UNSURE, sure)
        : Math.min(!gone ? POSSIBLE : endpointsChangedAt === undefined ? LIKELY : CERTAIN, sure),
      facts: [
        `on the long-lived socket failed: ${outOf(sticky)}`,
        `on fresh sockets failed: ${outOf(fresh)}`,
        ...(endpointsChangedAt === undefined
          ? []
          : [`the set of DNS pods changed ${when(sight, endpointsChangedAt)}`]),
      ],
    };
  },
};

/** How much of the VIP's traffic the sick pods cost, if each pod gets the same share. */
export function shareOfSick({ health: { unhealthy }, endpoints }: View): number {
  return endpoints.length === 0
    ? 0
    : unhealthy.reduce((sum, { pairs }) => sum + ratio(pairs), 0) / endpoints.length;
}

const TOO_FEW = 0.01;

/** Does the VIP lose about what the sick pods cost? Much less means that they are not behind it any more. */
export function behindVip({ byVip, failures }: View, expected: number): boolean {
  const vip = failures(byVip(...FRESH));
  // A query that fails at a pod fails with its twin: half as many independent trials as queries.
  const pairs = { failures: Math.round(vip.failures / 2), trials: Math.round(vip.trials / 2) };
  return allFailed(vip) || pairs.trials === 0 || binomialAtMost(pairs, expected / 2) > TOO_FEW;
}

function when({ evidence }: View, changedAt: number): string {
  const ago = evidence.startedAt + evidence.windowMs - changedAt;
  return ago <= evidence.windowMs ? 'within the window' : `${formatDuration(ago)} before`;
}
