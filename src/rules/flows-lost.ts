/** A rule of `packet-loss`: the network loses whole flows, as one of several paths is dead. */

import { allFailed, failedPairs, ratio, wrongSource } from '../compare/counts/proportions.ts';
import { outOf } from '../compare/counts/wording.ts';
import { confidenceBesideRivals, rivalFacts, rivalsOf } from '../compare/network/rivals.ts';
import { takenInSilence } from '../compare/network/standing-connections.ts';
import { podsThatRefuse } from '../compare/pods/refusing-pods.ts';
import { pathsOf } from '../compare/view/paths.ts';
import type { View } from '../compare/view/view.ts';
import type { ArmTally } from '../domain/evidence.ts';
import { specOf } from '../domain/strategy.ts';
import { LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { add, type Proportion } from '../statistics/tests.ts';
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
    if (wrongSource(view.arms) > 0 || podsThatRefuse(view).length > 0) return undefined;
    // One dead path of several leaves the others: it never takes everything that is sent straight to the pods.
    if (allFailed(directUdp)) return undefined;
    // A dead path lets no connection stand.
    if (takenInSilence(view.arms) !== undefined) return undefined;
    const taken = takenInSilence(view.arms, 1);
    const rivals = rivalsOf(view);
    return {
      confidence: Math.min(
        taken === undefined ? LIKELY : POSSIBLE,
        support.confidence,
        confidenceBesideRivals(rivals),
      ),
      facts: [
        `whole flows are lost, not single packets: ${isUdpAlone(view) ? UDP_ALONE : DEAD_PATH}`,
        `pairs with one socket that lost a query: ${outOf(failedPairs(onePort(view)))}, ${halves(onePort(view))} of them only one of the two; pairs with two sockets: ${outOf(failedPairs(twoPorts(view)))}, ${halves(twoPorts(view))} of them only one`,
        `queries lost over UDP: ${outOf(vipUdp)} via the VIP, ${outOf(directUdp)} straight to the DNS pods`,
        `queries lost over TCP: ${outOf(add(vipTcp, directTcp))}`,
        ...(taken === undefined ? [] : [stood(taken)]),
        ...rivalFacts(rivals),
      ],
    };
  },
};

const DEAD_PATH =
  'typical of several paths of which one is dead (ECMP, a bond with a dead member), or of `rp_filter` where answers come back by another path';
const UDP_ALONE =
  'TCP loses none, which a dead path would lose as well. Typical of a filter that lets UDP pass for a part of the source ports only (a network ACL), and of paths chosen by the ports of UDP alone, of which one is dead';

/** Would TCP have lost connections as well, if a dead path lost this share of all flows? */
function isUdpAlone(view: View): boolean {
  const { vipUdp, vipTcp, directUdp, directTcp } = pathsOf(view);
  const tcp = add(vipTcp, directTcp);
  return tcp.failures === 0 && (1 - ratio(add(vipUdp, directUdp))) ** (tcp.trials / 2) < BY_CHANCE;
}

const BY_CHANCE = 0.001;

/** The agent makes few connections, and one that stood speaks against a dead path. */
function stood(taken: Proportion): string {
  return `TCP connections that stood and got no answer: ${outOf(taken)}. A dead path lets none stand: the DNS servers may not read one of their sockets`;
}

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
