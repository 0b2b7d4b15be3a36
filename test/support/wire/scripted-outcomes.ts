/** Outcomes for tests: without a fault by default. */

import type { LookupOutcome } from '../../../src/domain/lookup.ts';
import type { QueryOutcome, StrayCounts } from '../../../src/domain/outcome.ts';
import type { PairOutcome } from '../../../src/domain/pair.ts';
import type { QueryType } from '../../../src/domain/question.ts';
import { specOf } from '../../../src/domain/strategy.ts';

const SERVER = { address: '10.96.0.10', port: 53 };
export const NAME = 'kubernetes.default.svc.cluster.local.';
export const NO_STRAYS: StrayCounts = {
  garbage: 0,
  wrongId: 0,
  wrongQuestion: 0,
  wrongSource: 0,
  duplicate: 0,
};

const sent = (qtype: QueryType) => ({
  name: NAME.slice(0, -1),
  qtype,
  server: SERVER,
  transport: 'udp' as const,
  localPort: 40_000,
  sentAtMs: 0,
});
const answer = { rcode: 'NOERROR', addresses: ['10.96.0.1'], truncated: false, lame: false } as const;

export const answered = (qtype: QueryType, rttMs = 1): QueryOutcome => ({
  ...sent(qtype),
  kind: 'answered',
  rttMs,
  answer,
});
export const late = (qtype: QueryType, rttMs = 6000): QueryOutcome => ({
  ...sent(qtype),
  kind: 'late',
  rttMs,
  answer,
});
export const timedOut = (qtype: QueryType, waitedMs = 5000): QueryOutcome => ({
  ...sent(qtype),
  kind: 'timed-out',
  waitedMs,
  misdirectedFrom: [],
});
export const servfail = (qtype: QueryType): QueryOutcome => ({
  ...sent(qtype),
  kind: 'refused-by-rcode',
  rttMs: 2,
  answer: { ...answer, rcode: 'SERVFAIL', addresses: [] },
});
export const refused = (qtype: QueryType): QueryOutcome => ({
  ...sent(qtype),
  kind: 'unreachable',
  rttMs: 0.5,
  code: 'ECONNREFUSED',
});
export const sendFailed = (qtype: QueryType): QueryOutcome => ({
  ...sent(qtype),
  kind: 'send-failed',
  code: 'ENETUNREACH',
});
export const aborted = (qtype: QueryType): QueryOutcome => ({ ...sent(qtype), kind: 'aborted' });

export function pair(given: Partial<PairOutcome> = {}): PairOutcome {
  return {
    strategy: 'pair',
    name: NAME,
    server: SERVER,
    target: specOf(given.strategy ?? 'pair').target,
    transport: 'udp',
    startedAt: Date.UTC(2026, 0, 1),
    durationMs: 1,
    a: answered('A'),
    aaaa: answered('AAAA'),
    strays: NO_STRAYS,
    starvedMs: 0,
    ...given,
  };
}

export function lookup(
  given: Partial<LookupOutcome> = {},
  queries = [answered('A'), answered('AAAA')],
): LookupOutcome {
  return {
    profile: 'glibc',
    name: NAME,
    result: 'ok',
    startedAt: Date.UTC(2026, 0, 1),
    durationMs: 1,
    candidates: [NAME.slice(0, -1)],
    addresses: ['10.96.0.1'],
    queries: queries.map((outcome) => ({ candidate: 0, attempt: 0, outcome })),
    retries: 0,
    strays: NO_STRAYS,
    starvedMs: 0,
    ...given,
  };
}
