/** Mechanisms of the servers: DNS pods, the node's cache, further nameservers, the upstream server. */

import { ABSENT, lose, type Packet } from '../packet.ts';
import type { Run } from '../run.ts';
import type { Fault, PodState, Refusal } from '../world.ts';
import { Bucket } from './bucket.ts';
import { refuse } from './refuse.ts';
import { dropOrDelay } from './retransmit.ts';

const HIT = 4;

/** Does the cluster's DNS have to ask its upstream for it? A and AAAA are in the cache together. */
export function isMiss(run: Run, { holder, pair }: Packet): boolean {
  return holder === 'random' || (holder === 'outside' && run.roll(HIT, pair) >= run.world.hitRate);
}

type AtServer = Extract<Fault, { kind: 'pod' | 'cache' | 'nameserver' | 'upstream' | 'aaaa' | 'mangled' }>;

export function strikeAtServer(run: Run, fault: AtServer, packet: Packet): void {
  const { flow } = packet;
  switch (fault.kind) {
    case 'pod':
      if ((flow.way !== 'vip' && flow.way !== 'pod') || !fault.pods.includes(flow.pod)) return;
      strikePod(run, fault.state, fault.salt, packet);
      return;
    case 'cache':
      if (flow.way === 'cache') fail(run, fault.how, packet);
      return;
    case 'nameserver':
      if (flow.way !== 'nameserver' || flow.nameserver !== fault.index) return;
      fail(run, fault.how, packet);
      return;
    case 'upstream':
      strikeUpstream(run, fault, packet);
      return;
    case 'aaaa':
      strikeType(run, fault, packet);
      return;
    case 'mangled':
      // Where nobody is, nobody answers wrongly.
      if (packet.flow.pod === ABSENT || run.roll(fault.salt, packet.id) >= fault.share) return;
      packet.end = 'malformed';
      packet.malformed = fault.how;
      return;
  }
}

const SLOW_MS = 800;

function fail(run: Run, how: Refusal | 'slow', packet: Packet): void {
  const { way, nameserver } = packet.flow;
  if (how === 'slow') packet.rttMs += SLOW_MS;
  else refuse(run, packet, how, `${way} ${nameserver}`);
}

function strikePod(run: Run, state: PodState, salt: number, packet: Packet): void {
  const drawn = run.roll(salt, packet.id);
  switch (state.how) {
    case 'silent':
    case 'refusing':
      refuse(run, packet, state.how, `pod ${packet.flow.pod}`);
      return;
    case 'lossy':
      dropOrDelay(packet, (transmission) => run.roll(salt + transmission, packet.id) < state.share);
      return;
    case 'slow':
      if (drawn < state.share) packet.rttMs += state.ms * (0.7 + 0.6 * run.roll(salt + 1, packet.id));
      return;
    case 'erring':
      if (drawn < state.share) packet.rcode = state.rcode;
      return;
    case 'shedding': {
      // Also other nodes' queries fill it; the agent's own are what comes on top.
      const key = `shed ${packet.flow.pod}`;
      const bucket = run.remembered(key, () => new Bucket(state.perSecond, state.perSecond / 4 + 1));
      if (!bucket.take(packet.at)) lose(packet);
    }
  }
}

const LONG_MS = 1500;

function strikeUpstream(run: Run, fault: Extract<Fault, { kind: 'upstream' }>, packet: Packet): void {
  if (!isMiss(run, packet) || run.roll(fault.salt, packet.id) >= fault.share) return;
  switch (fault.how) {
    case 'slow':
      packet.rttMs += 300 + LONG_MS * run.roll(fault.salt + 1, packet.id);
      return;
    case 'silent':
      lose(packet);
      return;
    case 'SERVFAIL':
      packet.rcode = 'SERVFAIL';
      return;
  }
}

function strikeType(run: Run, fault: Extract<Fault, { kind: 'aaaa' }>, packet: Packet): void {
  if (packet.qtype !== 'AAAA' || run.roll(fault.salt, packet.id) >= fault.share) return;
  if (fault.how === 'silent') lose(packet);
  else packet.rcode = fault.how;
}
