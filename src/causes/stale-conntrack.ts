/** A long-lived socket still sends to a DNS pod that is gone. */

import { behindVip, shareOfUnhealthy } from '../compare/behind-vip.ts';
import { asPairs, ratio } from '../compare/rates.ts';
import type { View } from '../compare/view.ts';
import { formatDuration, outOf } from '../compare/wording.ts';
import { APART } from '../domain/strategy.ts';
import { CERTAIN, confidenceOf, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { fisherGreater } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';
import { NODE_LOCAL } from './shared-remedies.ts';

const UNSURE = 0.4;

const SPOTLESS = 0.01;

const rule: Rule = {
  id: 'only-the-old-socket-fails',
  predicts: ['standing-flow-lost', 'gone-pod-keeps-flow'],
  argument:
    'Queries from a socket that stays open for hours fail. Queries from fresh sockets to the same VIP do not. conntrack still sends the old flow to a DNS pod that is gone. The fault begins when the set of DNS pods changes.',
  when: (view) => {
    const sticky = view.failures(view.byVip('sticky'));
    const fresh = view.failures(view.byVip('pair', ...APART));
    const sure = confidenceOf(fisherGreater(asPairs(sticky, view.qtypes), asPairs(fresh, view.qtypes)));
    if (sure === 0) return undefined;
    // Packet loss affects the old socket and the fresh ones alike. A pod that is gone affects only the old one.
    const gone = ratio(sticky) >= 0.9 || ratio(fresh) <= SPOTLESS;
    const { endpointsChangedAt } = view.evidence.context;
    const pinned = view.health.unhealthy.length > 0 && behindVip(view, shareOfUnhealthy(view));
    return {
      // An unhealthy pod that is still behind the VIP explains a failing old flow as well.
      confidence: pinned
        ? Math.min(UNSURE, sure)
        : Math.min(!gone ? POSSIBLE : endpointsChangedAt === undefined ? LIKELY : CERTAIN, sure),
      facts: [
        `queries on the long-lived socket that failed: ${outOf(sticky)}`,
        `queries on fresh sockets that failed: ${outOf(fresh)}`,
        ...(endpointsChangedAt === undefined
          ? []
          : [`the set of DNS pods changed ${when(view, endpointsChangedAt)}`]),
      ],
    };
  },
};

export const staleConntrack: CauseDefinition<'stale-conntrack'> = {
  cause: 'stale-conntrack',
  rules: [rule],
  spoils: 'standing-flow',
  remedies: [
    {
      change:
        'Restart the client, or delete its conntrack entries: `conntrack -D -p udp --orig-dst <VIP> --dport 53`',
    },
    { change: 'Run kube-proxy 1.32 or later, which deletes stale UDP entries in every round' },
    { change: 'Let clients open a new socket for each lookup', shownBy: 'pair' },
    NODE_LOCAL,
  ],
  askNext: ['sticky', 'pair'],
};

function when({ evidence }: View, changedAt: number): string {
  const ago = evidence.startedAt + evidence.windowMs - changedAt;
  return ago <= evidence.windowMs ? 'in the measured time' : `${formatDuration(ago)} before`;
}
