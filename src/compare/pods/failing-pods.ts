/** The DNS pods that the losses blame, and other explanations of their failure. */

import { blamesPods } from '../../patterns/pattern.ts';
import { tableDrops } from '../counts/counters.ts';
import { allFailed, failedPairs } from '../counts/proportions.ts';
import { outOf, percent } from '../counts/wording.ts';
import { podsBesideVip } from '../view/beside-vip.ts';
import type { DnsPod } from '../view/dns-pods.ts';
import { pathsOf, works } from '../view/paths.ts';
import type { View } from '../view/view.ts';
import { refuseAtTimes } from '../vip/refusals.ts';
import { lostThere } from './way-to-pods.ts';

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
  const beside = podsBesideVip(view.evidence);
  return (
    mayDrop(view, failing) && failing.every(({ udp, address }) => !allFailed(udp) || beside.includes(address))
  );
}

/** Can a full table have lost some of our queries? Where its drops can't be read, only if the other pods lose queries as well. */
function mayDrop(view: View, failing: readonly DnsPod[]): boolean {
  const drops = view.excessOf(tableDrops);
  if (drops.kind === 'elevated') return drops.explains;
  if (drops.kind === 'expected') return !drops.excluded;
  const addresses = failing.map(({ address }) => address);
  const othersLose = view.endpoints.some(
    ({ address, udp }) => !addresses.includes(address) && udp.failures > 0,
  );
  return drops.kind === 'unknown' && othersLose;
}

/** Does everything over UDP via the VIP fail, and nothing over TCP? If a pod is down, affinity may keep this client's UDP there. */
export function keptByAffinity(view: View): boolean {
  const { vipUdp, vipTcp } = pathsOf(view);
  return allFailed(vipUdp) && works(vipTcp) && vipTcp.failures === 0;
}

/** Several pods that come and go together have a common reason. */
export function awayAtTimes(view: View, failing: readonly DnsPod[]): readonly string[] {
  const { way, halves } = lostThere(view, failing);
  if (failing.length < 2 || way !== 'whole-pairs') return [];
  return [
    `both queries are lost of ${halves.trials - halves.failures} of ${halves.trials} pairs that lost any: these pods are away for a part of the time, such as where a link, a route or a neighbour entry comes and goes`,
  ];
}

export function onlyUdpFails({ address, tcp }: DnsPod): string {
  return `over TCP ${address} answers (${outOf(tcp)} failed): the pod runs, and its UDP fails`;
}

/** Where a pod fails at times, the losses via the VIP show the share of its flows only roughly. */
export function leadThere(share: number, isExact: boolean): string {
  return isExact
    ? `about ${percent(share)} of the flows via the VIP lead there`
    : 'a share of the flows via the VIP leads there: the losses via the VIP fit this';
}

/** Nothing listens on the port of a failing pod at times: its server restarts, and its host is well. */
export function refusedAtTimes(view: View, failing: readonly DnsPod[]): readonly string[] {
  return refuseAtTimes(view)
    .filter((pod) => failing.some(({ address }) => address === pod.address))
    .map(
      ({ address, refused }) =>
        `TCP queries straight to ${address} that were refused at once: ${outOf(refused)}; it answered over the others. Nothing listens there at times: look at the restarts of this pod and at the log of the container that ended, before you delete it`,
    );
}
