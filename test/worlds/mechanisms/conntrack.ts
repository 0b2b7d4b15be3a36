/** Mechanisms of conntrack and of the Service's rules on the node. */

import { ABSENT, isAtOnce, lose, type Packet } from '../packet.ts';
import type { Run } from '../run.ts';
import type { Fault } from '../world.ts';
import { refuse } from './refuse.ts';
import { dropOrDelay } from './retransmit.ts';

type InConntrack = Extract<
  Fault,
  { kind: 'table-full' | 'race' | 'snat' | 'dropped-by-node' | 'no-vip' | 'reverse-nat' | 'stale-flow' }
>;

export function strikeInConntrack(run: Run, fault: InConntrack, packet: Packet): void {
  const { flow } = packet;
  // NodeLocal DNSCache's own addresses are not tracked (NOTRACK).
  if (flow.way === 'cache') return;
  switch (fault.kind) {
    case 'table-full':
      fill(run, fault, packet);
      return;
    case 'race':
      clash(run, fault, packet);
      return;
    case 'snat':
      collide(run, fault, packet);
      return;
    case 'dropped-by-node':
      dropOnNode(run, fault, packet);
      return;
    case 'no-vip':
      if (flow.way === 'vip') refuse(run, packet, fault.how, 'vip', { byIcmp: true });
      return;
    case 'stale-flow':
      if (flow.standing && flow.way === 'vip') lose(packet);
      return;
    case 'reverse-nat':
      if (flow.way !== 'vip' || flow.pod === ABSENT || run.roll(fault.salt, flow.id) >= fault.share) return;
      packet.from = flow.pod;
      lose(packet);
      return;
  }
}

/** Flows that exist are not touched: the standing socket's, and the second datagram's where the first got in. */
function isNew({ flow, gapMs }: Packet): boolean {
  return !flow.standing && gapMs === Number.POSITIVE_INFINITY;
}

function fill(run: Run, { salt, share }: Extract<Fault, { kind: 'table-full' }>, packet: Packet): void {
  if (!isNew(packet)) {
    // The datagram before it may have been turned away: then this one is new after all.
    const wasDropped = !packet.flow.standing && run.roll(salt, packet.flow.id) < share;
    if (!wasDropped) return;
  }
  const key = isNew(packet) ? packet.flow.id : packet.id + 1_000_000_000;
  dropOrDelay(packet, (transmission) => {
    const dropped = run.roll(salt + transmission, key) < share;
    if (dropped) run.counts.add(packet.at, 'drop', 'earlyDrop');
    return dropped;
  });
}

function collide(run: Run, { salt, share, direct }: Extract<Fault, { kind: 'snat' }>, packet: Packet): void {
  if (!isNew(packet) || (packet.flow.way !== 'vip' && !direct)) return;
  dropOrDelay(packet, (transmission) => {
    const dropped = run.roll(salt + transmission, packet.flow.id) < share;
    if (dropped) run.counts.add(packet.at, 'drop', 'insertFailed');
    return dropped;
  });
}

/**
 * What is led to the pod is dropped, and leaves no entry. So each later packet of the flow is led anew, until one is led elsewhere. A flow that has an
 * entry keeps its pod.
 */
function dropOnNode(
  run: Run,
  { salt, pod }: Extract<Fault, { kind: 'dropped-by-node' }>,
  packet: Packet,
): void {
  const { flow, gapMs, at } = packet;
  if ((flow.way !== 'vip' && flow.way !== 'pod') || flow.pod !== pod) return;
  const isFirst = gapMs === Number.POSITIVE_INFINITY;
  if (flow.transport === 'tcp' && !isFirst) return;
  const keepsPod = flow.way === 'pod' || flow.standing;
  const ledAnew = (sent: number) => run.pick(salt * 1_000_000_000 + packet.id * SENDINGS + sent, at) === pod;
  dropOrDelay(packet, (sent) => keepsPod || (isFirst && sent === 0) || ledAnew(sent));
}

/** More than a packet of TCP is sent. */
const SENDINGS = 8;

/** How long the entry of a UDP flow lives after its last packet (nf_conntrack_udp_timeout). */
const EXPIRES_MS = 30_000;

/** The entry of the standing socket has expired if nothing was sent for so long. */
function beginsAnew(run: Run, { at, gapMs }: Packet): boolean {
  const entry = run.remembered('standing entry', () => ({ usedAtMs: 0, isNew: false }));
  if (gapMs === Number.POSITIVE_INFINITY) entry.isNew = at - entry.usedAtMs >= EXPIRES_MS;
  entry.usedAtMs = at;
  return entry.isNew;
}

/** Two at once on a new flow: the second to come is dropped, or the clash is repaired. */
function clash(run: Run, fault: Extract<Fault, { kind: 'race' }>, packet: Packet): void {
  const { flow } = packet;
  const isKnown = flow.standing && !beginsAnew(run, packet);
  if (!isAtOnce(packet) || isKnown || flow.transport === 'tcp') return;
  if (flow.way !== 'vip' && !fault.direct) return;
  const share = fault.share * (packet.threads ? 1 : fault.pairShare);
  if (run.roll(fault.salt, packet.pair) >= share) return;
  packet.repaired = run.roll(fault.salt + 1, packet.pair) < fault.repaired;
  if (packet.repaired) run.counts.add(packet.at, 'clashResolved');
  else {
    if (fault.counted) run.counts.add(packet.at, 'drop', 'insertFailed');
    lose(packet);
  }
}
