/** A rule of `packet-loss`: the network loses whole flows, as one of several paths is dead. */

import { allFailed, failedPairs, wrongSource } from '../compare/counts/proportions.ts';
import { outOf } from '../compare/counts/wording.ts';
import { confidenceBesideRivals, rivalFacts, rivalsOf } from '../compare/network/rivals.ts';
import { takenInSilence } from '../compare/network/standing-connections.ts';
import { pathsOf } from '../compare/view/paths.ts';
import type { View } from '../compare/view/view.ts';
import { refuseAtTimes } from '../compare/vip/refusals.ts';
import type { ArmTally } from '../domain/evidence.ts';
import { specOf } from '../domain/strategy.ts';
import { LIKELY } from '../statistics/confidence.ts';
import { add } from '../statistics/tests.ts';
import type { Rule } from './rule.ts';

const ENOUGH = 5;

export const wholeFlowsLost: Rule = {
  id: 'whole-flows-are-lost',
  predicts: ['whole-flows-lost'],
  argument:
    'A share of all flows gets no answer, via the VIP and straight to several DNS pods alike. The two queries of one socket are answered or lost together, even if the second leaves seconds after the first. Those of two sockets are lost independently of each other. So the ports of a flow decide whether it is lost: it takes one of several paths, and that path is dead. A dead DNS pod loses everything that is sent straight to it, and an address without a pod loses nothing there. Ports that run out and a full conntrack table are counted on the node: if such a counter rises or cannot be read, the confidence is 0.5 at most. A limit on the number of flows elsewhere in the network looks the same.',
  when: (view) => {
    const support = view.losses().supportOf('whole-flows-lost');
    const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
    if (support === undefined || vipUdp.failures < ENOUGH || directUdp.failures < ENOUGH) return undefined;
    if (wrongSource(view.arms) > 0 || refuseAtTimes(view).length > 0) return undefined;
    // One dead path of several leaves the others: it never takes everything that is sent straight to the pods.
    if (allFailed(directUdp)) return undefined;
    // A dead path lets no connection stand.
    if (takenInSilence(view.arms) !== undefined) return undefined;
    const rivals = rivalsOf(view);
    return {
      confidence: Math.min(LIKELY, support.confidence, confidenceBesideRivals(rivals)),
      facts: [
        'whole flows are lost, not single packets: typical of several paths of which one is dead (ECMP, a bond with a dead member), or of `rp_filter` where answers come back by another path',
        `pairs with one socket that lost a query: ${outOf(failedPairs(onePort(view)))}, ${halves(onePort(view))} of them only one of the two; pairs with two sockets: ${outOf(failedPairs(twoPorts(view)))}, ${halves(twoPorts(view))} of them only one`,
        `queries lost over UDP: ${outOf(vipUdp)} via the VIP, ${outOf(directUdp)} straight to the DNS pods`,
        `queries lost over TCP: ${outOf(add(vipTcp, directTcp))}`,
        ...rivalFacts(rivals),
      ],
    };
  },
};

function overUdp({ arms }: View): readonly ArmTally[] {
  return arms.filter(
    ({ transport, target: { kind } }) => transport === 'udp' && (kind === 'vip' || kind === 'endpoint'),
  );
}

/** A repaired clash may split a race in two flows. */
function onePort(view: View): readonly ArmTally[] {
  return overUdp(view).filter(
    ({ strategy }) => specOf(strategy).socket === 'fresh' && specOf(strategy).spacing !== 'same-instant',
  );
}

function twoPorts(view: View): readonly ArmTally[] {
  return overUdp(view).filter(({ strategy }) => specOf(strategy).socket === 'fresh-each');
}

function halves(arms: readonly ArmTally[]): number {
  return arms.reduce((sum, { oneFailed }) => sum + oneFailed, 0);
}
