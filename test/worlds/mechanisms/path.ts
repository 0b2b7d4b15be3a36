/** Mechanisms on the way: random and rate-limited loss, filters, middleboxes that take one datagram of a port at a time. */

import { lose, type Packet } from '../packet.ts';
import type { Run } from '../run.ts';
import type { Fault, Pattern, Segment } from '../world.ts';
import { Bucket } from './bucket.ts';
import { dropOrDelay } from './retransmit.ts';

type OnPath = Extract<Fault, { kind: 'loss' | 'filter' | 'one-at-a-time' }>;

export function strikeOnPath(run: Run, fault: OnPath, packet: Packet): void {
  if (!passes(fault.segment, packet)) return;
  switch (fault.kind) {
    case 'loss':
      loseBy(run, fault.pattern, fault.salt, packet);
      return;
    case 'filter':
      if (isFiltered(fault.drops, packet)) lose(packet);
      return;
    case 'one-at-a-time':
      if (isTooSoon(fault.within, packet)) lose(packet);
      return;
  }
}

function passes(segment: Segment, { flow }: Packet): boolean {
  switch (segment.at) {
    case 'pod-node':
      return true;
    case 'vip':
      return flow.way === 'vip';
    case 'to-pod':
      return (flow.way === 'vip' || flow.way === 'pod') && flow.pod === segment.pod;
    case 'rewritten-to-pod':
      return flow.way === 'vip' && flow.pod === segment.pod;
  }
}

function isFiltered(drops: Extract<Fault, { kind: 'filter' }>['drops'], packet: Packet): boolean {
  switch (drops) {
    case 'udp':
    case 'tcp':
      return packet.flow.transport === drops;
    case 'opt':
      return packet.opt && packet.flow.transport === 'udp';
    case 'large':
      return packet.large && packet.flow.transport === 'udp';
  }
}

function isTooSoon(within: 'unanswered' | number, packet: Packet): boolean {
  if (packet.flow.transport === 'tcp') return false;
  return within === 'unanswered' ? packet.unanswered : packet.gapMs < within;
}

const TRANSMISSIONS = 4;

function loseBy(run: Run, pattern: Pattern, salt: number, packet: Packet): void {
  const draws = packet.id * TRANSMISSIONS;
  switch (pattern.how) {
    case 'even':
      dropOrDelay(packet, (transmission) => run.roll(salt, draws + transmission) < pattern.share);
      return;
    case 'bursty': {
      const bad = run.remembered(`bursts ${salt}`, () => burstsOf(run, pattern, salt + 1));
      // A segment that is sent again a second later meets another time.
      dropOrDelay(
        packet,
        (transmission) =>
          isBad(bad, packet.at + 1000 * (2 ** transmission - 1)) &&
          run.roll(salt, draws + transmission) < pattern.share,
      );
      return;
    }
    case 'rated': {
      const bucket = run.remembered(`bucket ${salt}`, () => new Bucket(pattern.perSecond, pattern.burst));
      dropOrDelay(packet, (transmission) => transmission === 0 && !bucket.take(packet.at));
      return;
    }
  }
}

const SLOT_MS = 10;
const SLOTS = 8000;

/** Gilbert's model: good and bad times follow each other, each of random length. */
function burstsOf(
  run: Run,
  { goodMs, badMs }: Extract<Pattern, { how: 'bursty' }>,
  salt: number,
): Uint8Array {
  const bad = new Uint8Array(SLOTS);
  let state = run.roll(salt, SLOTS) < badMs / (goodMs + badMs);
  for (let slot = 0; slot < SLOTS; slot += 1) {
    if (run.roll(salt, slot) < SLOT_MS / (state ? badMs : goodMs)) state = !state;
    bad[slot] = Number(state);
  }
  return bad;
}

function isBad(bad: Uint8Array, ms: number): boolean {
  return bad[Math.min(SLOTS - 1, Math.floor(ms / SLOT_MS))] === 1;
}
