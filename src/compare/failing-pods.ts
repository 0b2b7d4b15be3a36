/** The DNS pods that the losses blame, and other explanations of their failure. */

import { blamesPods } from '../patterns/pattern.ts';
import { podsBesideVip } from './beside-vip.ts';
import { tableDrops } from './counters.ts';
import type { DnsPod } from './dns-pods.ts';
import { pathsOf, works } from './paths.ts';
import { allFailed, failedPairs } from './rates.ts';
import type { View } from './view.ts';

/** The pods of the most probable explanation that names any. */
export function failingPods(view: View): readonly DnsPod[] {
  const named = view
    .losses()
    .hypotheses.map(({ patterns }) =>
      patterns.flatMap(({ addresses = [], id }) => (blamesPods(id) ? addresses : [])),
    );
  const addresses = named.find((some) => some.length > 0) ?? [];
  return view.endpoints.filter(({ address }) => addresses.includes(address));
}

/** The share of the pairs via the VIP that the failing pod loses, by the parameters of `podsFail`. */
export function shareOfPod([failing = 0, , , weight = 0]: readonly number[] = []): number {
  return failing * weight;
}

/**
 * Only a few flows lead to the failing pod, and the standing socket is one of them: it may be an old entry, and so may those of
 * fresh sockets that got the port of an earlier one.
 */
export function mayBeStale(view: View, weight: number): boolean {
  const standing = failedPairs(view.byVip('sticky'));
  return weight <= FEW_FLOWS && standing.trials > 0 && standing.failures === standing.trials;
}

const FEW_FLOWS = 0.05;

/** A full conntrack table, whose drops match the losses, loses some queries to each pod, and more to one than to another by chance. A pod to which the VIP does not lead explains none of the losses via the VIP. */
export function mayBeFullTable(view: View, failing: readonly DnsPod[]): boolean {
  const drops = view.excessOf(tableDrops);
  // Drops at their usual rate may hide ours as well, unless that is excluded.
  const isCounted = drops.kind === 'elevated' ? drops.explains : drops.kind === 'expected' && !drops.excluded;
  const beside = podsBesideVip(view.evidence);
  return isCounted && failing.every(({ udp, address }) => !allFailed(udp) || beside.includes(address));
}

/** Does everything over UDP via the VIP fail, and nothing over TCP? If a pod is down, affinity may keep this client's UDP there. */
export function keptByAffinity(view: View): boolean {
  const { vipUdp, vipTcp } = pathsOf(view);
  return allFailed(vipUdp) && works(vipTcp) && vipTcp.failures === 0;
}
