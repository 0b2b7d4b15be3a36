/** A long-lived socket still sends to a DNS pod that is gone. */

import { asPairs, failedPairs, ratio } from '../compare/counts/proportions.ts';
import { formatDuration, outOf } from '../compare/counts/wording.ts';
import { behindVip, shareOfUnhealthy } from '../compare/pods/behind-vip.ts';
import type { View } from '../compare/view/view.ts';
import { APART } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, confidenceOf, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { fisherGreater, wilson } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { NODE_LOCAL } from './shared-remedies.ts';

const UNSURE = 0.4;

const SPOTLESS = 0.01;

/** A pod that has left the set answers until it ends: after 30 s by default (`terminationGracePeriodSeconds`). */
const ENDS_WITHIN_MS = 30_000;

const rule: Rule = {
  id: 'only-the-old-socket-fails',
  predicts: ['standing-flow-lost', 'gone-pod-keeps-flow'],
  argument:
    'Queries from a socket that stays open for hours fail. Queries from fresh sockets to the same VIP do not. conntrack still sends the old flow to a DNS pod that is gone. The fault begins when the set of DNS pods changes, and the old flow loses everything from then on. If it is answered half a minute after the change or later, the confidence is 0.5 at most.',
  when: (view) => {
    const sticky = view.failures(view.byVip('sticky'));
    const fresh = view.failures(view.byVip('pair', ...APART));
    const sure = confidenceOf(fisherGreater(asPairs(sticky, view.qtypes), asPairs(fresh, view.qtypes)));
    if (sure === 0) return undefined;
    // Packet loss affects the old socket and the fresh ones alike. A pod that is gone affects only the old one.
    const { endpointsChangedAt } = view.evidence.context;
    const isOldChange =
      endpointsChangedAt !== undefined && view.evidence.startedAt - endpointsChangedAt >= ENDS_WITHIN_MS;
    const gone = ratio(sticky) >= 0.9 || (ratio(fresh) <= SPOTLESS && !isOldChange);
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
          ? [UNSEEN]
          : [`the set of DNS pods changed ${when(view, endpointsChangedAt)}`]),
      ],
    };
  },
};

const UNSEEN =
  'fivesec saw no DNS pod leave. The entry may be older, or from a time when the node had no rule for the VIP yet. A firewall or a policy engine that has forgotten this flow looks the same: then a new entry helps only for a while';

const sinceTheChange: Rule = {
  id: 'the-old-socket-fails-since-the-pods-changed',
  predicts: [],
  argument:
    'The set of DNS pods changed in the measured time. From some moment after that on, all queries from the socket that stays open fail, and hardly any from fresh sockets to the same VIP. A socket that waits for its answers sends few queries in this time, so the rule compares their unbroken row with the losses of fresh sockets. The queries of fresh sockets that are lost may have got a port of an old entry.',
  when: (view) => {
    const inARow = view
      .byVip('sticky')
      .reduce((sum, { failedSinceChange = 0 }) => sum + failedSinceChange, 0);
    const fresh = failedPairs(view.byVip('pair', ...APART));
    const { endpointsChangedAt } = view.evidence.context;
    if (inARow < FEWEST_IN_A_ROW || fresh.trials === 0 || endpointsChangedAt === undefined) return undefined;
    if (view.health.unhealthy.length > 0 || ratio(fresh) > HARDLY) return undefined;
    return {
      confidence: Math.min(LIKELY, confidenceOf(wilson(fresh).high ** inARow)),
      facts: [
        `the last ${inARow} pairs on the long-lived socket failed, all of those that it sent in this time`,
        `pairs on fresh sockets that failed: ${outOf(fresh)}`,
        `the set of DNS pods changed ${when(view, endpointsChangedAt)}`,
      ],
    };
  },
};

/** One failed pair may be chance. */
const FEWEST_IN_A_ROW = 2;
/** If fresh sockets lose more, something else is wrong, and the old socket suffers from it as well. */
const HARDLY = 0.03;

export const staleConntrack: CauseDefinition<'stale-conntrack'> = {
  cause: 'stale-conntrack',
  rules: [rule, sinceTheChange],
  spoils: 'standing-flow',
  remedies: [
    {
      change:
        'Restart the client, or delete its conntrack entries: `conntrack -D -p udp --orig-dst <VIP> --dport 53`',
    },
    {
      change:
        'If kube-proxy runs in IPVS mode: set `net.ipv4.vs.expire_nodest_conn=1` on the node. IPVS has its own table (`ipvsadm -Lnc`), and without this setting it keeps the old flow even if conntrack has forgotten it',
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
