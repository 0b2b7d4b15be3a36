/** Outcomes made by hand, for tests of what is added up. */

import type { LookupOutcome } from '../../src/domain/lookup.ts';
import type { QueryOutcome, Rcode } from '../../src/domain/outcome.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import type { QueryType } from '../../src/domain/question.ts';
import { specOf } from '../../src/domain/strategy.ts';

const NO_STRAYS = { garbage: 0, wrongId: 0, wrongQuestion: 0, wrongSource: 0, duplicate: 0 };
const NAME = 'kubernetes.default.svc.cluster.local.';

function sent(qtype: QueryType, name = NAME) {
  const server = { address: '10.96.0.10', port: 53 };
  return { name, qtype, server, transport: 'udp' as const, localPort: 1, sentAtMs: 0 };
}

export function answered(
  qtype: QueryType = 'A',
  rttMs = 1,
  rcode: Rcode = 'NOERROR',
  name = NAME,
): QueryOutcome {
  const addresses = rcode === 'NOERROR' && qtype === 'A' ? ['192.0.2.1'] : [];
  return {
    ...sent(qtype, name),
    kind: 'answered',
    rttMs,
    answer: { rcode, addresses, truncated: false, lame: false },
  };
}

export function timedOut(qtype: QueryType = 'A', misdirectedFrom: readonly string[] = []): QueryOutcome {
  return { ...sent(qtype), kind: 'timed-out', waitedMs: 5000, misdirectedFrom };
}

export function refused(rttMs = 1): QueryOutcome {
  const answer = { rcode: 'SERVFAIL', addresses: [], truncated: false, lame: false } as const;
  return { ...sent('A'), kind: 'refused-by-rcode', rttMs, answer };
}

export function late(): QueryOutcome {
  return { ...answered('A', 6000), kind: 'late' } as QueryOutcome;
}

export function ended(kind: 'aborted' | 'malformed' | 'send-failed' | 'unreachable'): QueryOutcome {
  const code = 'ECONNREFUSED';
  if (kind === 'aborted') return { ...sent('A'), kind };
  if (kind === 'send-failed') return { ...sent('A'), kind, code };
  return kind === 'malformed'
    ? { ...sent('A'), kind, rttMs: 1, reason: 'unparsable' }
    : { ...sent('A'), kind, rttMs: 1, code };
}

export function pairOf(a: QueryOutcome, aaaa: QueryOutcome, changes: Partial<PairOutcome> = {}): PairOutcome {
  return {
    strategy: 'pair',
    name: NAME,
    server: { address: '10.96.0.10', port: 53 },
    target: specOf(changes.strategy ?? 'pair').target,
    transport: 'udp',
    startedAt: 1_700_000_000_000,
    durationMs: 2,
    a,
    aaaa,
    strays: NO_STRAYS,
    starvedMs: 0,
    ...changes,
  };
}

export function lookupOf(
  outcomes: readonly QueryOutcome[],
  changes: Partial<LookupOutcome> = {},
): LookupOutcome {
  return {
    profile: 'glibc',
    name: NAME,
    result: 'ok',
    startedAt: 1_700_000_000_000,
    durationMs: 2,
    candidates: [NAME],
    addresses: [],
    queries: outcomes.map((outcome) => ({ candidate: 0, attempt: 0, outcome })),
    retries: 0,
    strays: NO_STRAYS,
    starvedMs: 0,
    ...changes,
  };
}
