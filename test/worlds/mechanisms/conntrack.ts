/** Mechanisms of conntrack and of the Service's rules on the node. */

import { ABSENT, isAtOnce, lose, type Packet } from '../packet.ts';
import type { Run } from '../run.ts';
import type { Fault } from '../world.ts';
import { refuse } from './refuse.ts';
import { dropOrDelay } from './retransmit.ts';

type InConntrack = Extract<
  Fault,
  { kind: 'table-full' | 'race' | 'snat' | 'no-vip' | 'reverse-nat' | 'stale-flow' }
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

/** Two at once on a new flow: the second to come is dropped, or the clash is repaired. */
function clash(run: Run, fault: Extract<Fault, { kind: 'race' }>, packet: Packet): void {
  const { flow } = packet;
  if (!isAtOnce(packet) || flow.standing || flow.transport === 'tcp') return;
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
