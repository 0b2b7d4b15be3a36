/** Packets as the agent would report them: what `src` calls outcomes. */

import type { Answer, QueryOutcome, Rcode } from '../../src/domain/outcome.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import { NO_STRAYS } from '../support/wire/outcomes.ts';
import { type Arm, podAddress } from './arms.ts';
import { ABSENT, type Packet } from './packet.ts';
import { PATIENCE_MS, type Pair } from './pairs.ts';

/** When the window begins, by the wall clock. */
export const START = 1_700_000_000_000;
/** How long after its deadline an answer counts as late, as `check` has it. */
const GRACE_MS = 1000;
const LOCAL_PORT = 40_000;
const ADDRESSES = ['10.96.0.1'];
const NOBODY: readonly string[] = [];

export function pairOutcome(arm: Arm, at: number, pair: Pair, starvedMs: number): PairOutcome {
  const { strategy, server, target, name, transport } = arm;
  const stalled = pair.durationMs < PATIENCE_MS ? starvedMs : 0;
  return {
    strategy,
    // As the prober gives it.
    name: name.endsWith('.') ? name.slice(0, -1) : name,
    server,
    target,
    transport,
    startedAt: START + at,
    durationMs: pair.durationMs + stalled,
    a: queryOutcome(arm, at, pair.a, starvedMs),
    aaaa: queryOutcome(arm, at, pair.aaaa, starvedMs),
    ...(transport === 'tcp' && pair.a.end === 'answered' && { connectMs: pair.a.connectMs + starvedMs }),
    strays: NO_STRAYS,
    starvedMs,
  };
}

/** One literal for nearly all of them: millions are made, and a spread costs several times as much. */
export function queryOutcome(arm: Arm, at: number, packet: Packet, starvedMs: number): QueryOutcome {
  const rttMs = packet.rttMs + starvedMs;
  if (packet.end !== 'answered' || rttMs >= PATIENCE_MS + GRACE_MS)
    return failedOutcome(arm, at, packet, rttMs);
  return {
    ...sent(arm, at, packet),
    kind: kindOf(packet.rcode, rttMs),
    rttMs,
    answer: answerOf(packet),
  };
}

/** What is known of a query before its outcome. */
function sent({ name, server, transport }: Arm, at: number, packet: Packet) {
  return { name, qtype: packet.qtype, server, transport, localPort: LOCAL_PORT, sentAtMs: packet.at - at };
}

function failedOutcome(arm: Arm, at: number, packet: Packet, rttMs: number): QueryOutcome {
  switch (packet.end) {
    case 'answered':
    case 'lost':
      return {
        ...sent(arm, at, packet),
        kind: 'timed-out',
        waitedMs: PATIENCE_MS,
        wrongSources: sourcesSeen(packet),
      };
    case 'refused':
      return { ...sent(arm, at, packet), kind: 'unreachable', rttMs, code: packet.code };
    case 'unsent':
      return { ...sent(arm, at, packet), kind: 'send-failed', code: packet.code };
    case 'malformed':
      return { ...sent(arm, at, packet), kind: 'malformed', rttMs, reason: packet.malformed };
  }
}

function kindOf(rcode: Rcode, rttMs: number): 'answered' | 'late' | 'refused-by-rcode' {
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return 'refused-by-rcode';
  return rttMs >= PATIENCE_MS ? 'late' : 'answered';
}

const ANSWERS = new Map<string, Answer>();

function answerOf({ rcode, qtype }: Packet): Answer {
  const key = qtype === 'A' ? rcode : `${rcode} `;
  const known = ANSWERS.get(key);
  if (known !== undefined) return known;
  const addresses = qtype === 'A' && rcode === 'NOERROR' ? ADDRESSES : NOBODY;
  const answer = { rcode, addresses, truncated: false, lame: false };
  ANSWERS.set(key, answer);
  return answer;
}

/** A connected socket never sees an answer from elsewhere; only the strategy with two threads is not connected. */
function sourcesSeen({ threads, from }: Packet): readonly string[] {
  return threads && from !== ABSENT ? [`${podAddress(from)}:53`] : NOBODY;
}
