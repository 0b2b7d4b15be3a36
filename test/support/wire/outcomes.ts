/** Outcomes of queries, pairs and lookups for tests: without a fault by default. */

import type { LookupOutcome } from '../../../src/domain/lookup.ts';
import type { QueryOutcome, Rcode, StrayCounts } from '../../../src/domain/outcome.ts';
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

const sent = (qtype: QueryType, name = NAME.slice(0, -1)) => ({
  name,
  qtype,
  server: SERVER,
  transport: 'udp' as const,
  localPort: 40_000,
  sentAtMs: 0,
});

/** An address for A; for AAAA none (NODATA), as for a name of a cluster without IPv6. */
function answerOf(qtype: QueryType, rcode: Rcode) {
  const addresses = rcode === 'NOERROR' && qtype === 'A' ? ['10.96.0.1'] : [];
  return { rcode, addresses, truncated: false, lame: false };
}

/** With the response code NOERROR or NXDOMAIN: a server that denies a name has answered. */
export const answered = (
  qtype: QueryType = 'A',
  rttMs = 1,
  rcode: Rcode = 'NOERROR',
  name?: string,
): QueryOutcome => ({
  ...sent(qtype, name),
  kind: 'answered',
  rttMs,
  answer: answerOf(qtype, rcode),
});
export const late = (qtype: QueryType = 'A', rttMs = 6000, rcode: Rcode = 'NOERROR'): QueryOutcome => ({
  ...sent(qtype),
  kind: 'late',
  rttMs,
  answer: answerOf(qtype, rcode),
});
export const timedOut = (qtype: QueryType = 'A', wrongSources: readonly string[] = []): QueryOutcome => ({
  ...sent(qtype),
  kind: 'timed-out',
  waitedMs: 5000,
  wrongSources,
});
/** The server answers SERVFAIL. */
export const rcodeError = (qtype: QueryType = 'A', rttMs = 2): QueryOutcome => ({
  ...sent(qtype),
  kind: 'refused-by-rcode',
  rttMs,
  answer: answerOf(qtype, 'SERVFAIL'),
});
/** The answer is an ICMP error. */
export const networkError = (qtype: QueryType = 'A'): QueryOutcome => ({
  ...sent(qtype),
  kind: 'unreachable',
  rttMs: 0.5,
  code: 'ECONNREFUSED',
});
/** The kernel refused to send it. */
export const sendError = (qtype: QueryType = 'A'): QueryOutcome => ({
  ...sent(qtype),
  kind: 'send-failed',
  code: 'ENETUNREACH',
});
export const malformed = (qtype: QueryType = 'A'): QueryOutcome => ({
  ...sent(qtype),
  kind: 'malformed',
  rttMs: 1,
  reason: 'unparsable',
});
export const aborted = (qtype: QueryType = 'A'): QueryOutcome => ({ ...sent(qtype), kind: 'aborted' });

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

/** The pair of these two queries. */
export function pairOf(a: QueryOutcome, aaaa: QueryOutcome, given: Partial<PairOutcome> = {}): PairOutcome {
  return pair({ a, aaaa, ...given });
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
    optPayload: 0,
    retries: 0,
    strays: NO_STRAYS,
    starvedMs: 0,
    ...given,
  };
}
