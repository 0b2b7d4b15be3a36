/** A pair by each strategy: which queries share a socket, and how far apart they are. */

import type { QueryType } from '../../src/domain/question.ts';
import { type Strategy, specOf } from '../../src/domain/strategy.ts';
import type { Arm } from './arms.ts';
import { ABSENT, type Flow, type Packet } from './packet.ts';
import { type Run, SECONDS_LATER } from './run.ts';

/** The longest wait for an answer: the deadline of a pair, and glibc's timeout. */
export const PATIENCE_MS = 5000;

const BACK_TO_BACK_MS = 0.05;
const STAGGERED_MS = 4;
/** How often the thread with the AAAA query is the first of the two. */
const AAAA_FIRST = 0.4;
const FIRST = 5;
const STANDING = 0;

export interface Pair {
  readonly a: Packet;
  readonly aaaa: Packet;
  readonly durationMs: number;
}

export interface Sending {
  readonly arm: Arm;
  readonly strategy: Strategy;
  /** Since the start of the window. */
  readonly at: number;
  /** Sets its random numbers apart. */
  readonly pair: number;
  readonly opt: boolean;
}

export function sendPair(run: Run, sending: Sending): Pair {
  const { strategy, pair } = sending;
  const aaaaFirst = strategy === 'race' && run.roll(FIRST, pair) < AAAA_FIRST;
  const flow = flowOf(run, sending, pair * 4);
  const first = newPacket(sending, flow, aaaaFirst ? 'AAAA' : 'A', Number.POSITIVE_INFINITY, false);
  run.send(first);
  const second = secondPacket(run, sending, flow, first, aaaaFirst ? 'A' : 'AAAA');
  const waits = [waitOf(first), waitOf(second)] as const;
  const inTurn = strategy === 'sequential' || strategy === 'reopen';
  const durationMs = inTurn ? waits[0] + waits[1] : Math.max(...waits);
  return aaaaFirst ? { a: second, aaaa: first, durationMs } : { a: first, aaaa: second, durationMs };
}

/** How long whoever asked has waited. */
export function waitOf({ end, rttMs }: Packet): number {
  switch (end) {
    case 'lost':
      return PATIENCE_MS;
    case 'unsent':
      return 0;
    case 'answered':
    case 'refused':
    case 'malformed':
      return Math.min(PATIENCE_MS, rttMs);
  }
}

function secondPacket(run: Run, sending: Sending, flow: Flow, first: Packet, qtype: QueryType): Packet {
  const apart = sending.strategy === 'separate' || sending.strategy === 'reopen';
  const isLater = sending.strategy === 'reopen' && first.end !== 'answered';
  const own = apart ? flowOf(run, sending, sending.pair * 4 + (isLater ? SECONDS_LATER : 2)) : flow;
  const gapMs = apart ? Number.POSITIVE_INFINITY : gapOf(sending.strategy, first);
  const second = newPacket(sending, own, qtype, gapMs, !apart && waitOf(first) > gapMs);
  // One connection: where it could not be opened, neither question was asked.
  const failed = flow.transport === 'tcp' && first.end !== 'answered' && first.end !== 'malformed';
  if (failed)
    Object.assign(second, { end: first.end, lostTo: first.lostTo, code: first.code, rttMs: first.rttMs });
  else run.send(second);
  return second;
}

function gapOf(strategy: Strategy, first: Packet): number {
  switch (specOf(strategy).spacing) {
    case 'same-instant':
      return 0;
    case 'staggered':
      return STAGGERED_MS;
    case 'in-turn':
      return waitOf(first);
    case 'together':
      return BACK_TO_BACK_MS;
  }
}

/** The standing socket's flow is as old as the agent: it keeps the backend that was drawn first. */
function flowOf(run: Run, { arm, strategy, at }: Sending, id: number): Flow {
  const standing = strategy === 'sticky';
  const own = standing ? STANDING : id;
  const pod = arm.way === 'vip' ? run.pick(own, at) : arm.pod;
  const { way, transport, nameserver } = arm;
  return { id: own, way, transport, pod, nameserver, standing };
}

function newPacket(
  { arm, strategy, at, pair, opt }: Sending,
  flow: Flow,
  qtype: QueryType,
  gapMs: number,
  unanswered: boolean,
): Packet {
  return {
    flow,
    id: pair * 2 + Number(qtype === 'AAAA'),
    pair,
    at: Number.isFinite(gapMs) ? at + gapMs : at,
    qtype,
    gapMs,
    unanswered,
    threads: strategy === 'race',
    opt,
    large: specOf(arm.strategy).asks === 'large',
    holder: arm.holder,
    end: 'answered',
    lostTo: undefined,
    rttMs: 0,
    connectMs: 0,
    rcode: 'NOERROR',
    code: '',
    malformed: 'unparsable',
    from: ABSENT,
    repaired: false,
  };
}
