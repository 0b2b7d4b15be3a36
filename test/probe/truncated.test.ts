import { describe, expect, it } from 'vitest';
import type { Answer, QueryOutcome } from '../../src/domain/outcome.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import type { QueryType } from '../../src/domain/question.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { asksAgainOverTcp, endedOverTcp } from '../../src/probe/truncated.ts';
import { NO_STRAYS } from '../support/wire/outcomes.ts';

const SERVER = { address: '10.96.0.10', port: 53 };
const CLUSTER = 'cluster.local';

function sent(qtype: QueryType, transport: 'udp' | 'tcp') {
  return { name: 'x.invalid', qtype, server: SERVER, transport, localPort: 4000, sentAtMs: 0 };
}

function answered(qtype: QueryType, rttMs: number, changes: Partial<Answer> = {}): QueryOutcome {
  const answer: Answer = { rcode: 'NOERROR', addresses: [], truncated: false, lame: false, ...changes };
  return { ...sent(qtype, 'udp'), kind: 'answered', rttMs, answer };
}

function pair(
  a: QueryOutcome,
  aaaa: QueryOutcome,
  durationMs: number,
  strategy: Strategy = 'uncached',
): PairOutcome {
  return {
    strategy,
    name: 'x.invalid',
    server: SERVER,
    target: 'vip',
    transport: 'udp',
    startedAt: 0,
    durationMs,
    a,
    aaaa,
    strays: NO_STRAYS,
    starvedMs: 0,
  };
}

const truncated = (qtype: QueryType) => answered(qtype, 2, { truncated: true });
const both = pair(truncated('A'), truncated('AAAA'), 3);

const armFor = (strategy: Strategy, name: string, transport: 'udp' | 'tcp' = 'udp'): Arm => {
  return { strategy, server: SERVER, target: 'vip', name, transport };
};

describe('a resolver asks again over TCP', () => {
  it('for a random name or one outside the cluster, if an answer is truncated and has no record', () => {
    for (const arm of [armFor('uncached', 'x.invalid.'), armFor('pair', 'www.example.org.')]) {
      expect(asksAgainOverTcp(arm, CLUSTER, both)).toBe(true);
      expect(asksAgainOverTcp(arm, CLUSTER, pair(answered('A', 2), truncated('AAAA'), 3))).toBe(true);
      expect(asksAgainOverTcp(arm, CLUSTER, pair(answered('A', 2), answered('AAAA', 2), 3))).toBe(false);
      const partly = answered('A', 2, { truncated: true, addresses: ['192.0.2.1'] });
      expect(asksAgainOverTcp(arm, CLUSTER, pair(partly, answered('AAAA', 2), 3))).toBe(false);
    }
  });

  it('and fivesec does not for names of the cluster, for `large`, or over TCP itself', () => {
    for (const arm of [
      armFor('pair', 'kubernetes.default.svc.cluster.local.'),
      armFor('large', 'big.example.org.'),
      armFor('uncached', 'x.invalid.', 'tcp'),
    ])
      expect(asksAgainOverTcp(arm, CLUSTER, both)).toBe(false);
  });
});

describe('a query with a truncated answer ends as it does over TCP', () => {
  it('with an error after both waits', () => {
    const refused: QueryOutcome = {
      ...sent('A', 'tcp'),
      kind: 'refused-by-rcode',
      rttMs: 4000,
      answer: { rcode: 'SERVFAIL', addresses: [], truncated: false, lame: false },
    };
    const over = endedOverTcp(both, pair(refused, answered('AAAA', 5), 4000, 'tcp'));
    expect(over).toMatchObject({ strategy: 'uncached', transport: 'udp', durationMs: 4003 });
    expect(over.a).toMatchObject({ kind: 'refused-by-rcode', rttMs: 4002, transport: 'udp' });
    expect(over.aaaa).toMatchObject({ kind: 'answered', rttMs: 7 });
  });

  it('with nothing, or with a refused connection', () => {
    const silent: QueryOutcome = {
      ...sent('A', 'tcp'),
      kind: 'timed-out',
      waitedMs: 5000,
      wrongSources: [],
    };
    const closed: QueryOutcome = {
      ...sent('AAAA', 'tcp'),
      kind: 'unreachable',
      rttMs: 1,
      code: 'ECONNREFUSED',
    };
    const over = endedOverTcp(both, pair(silent, closed, 5000, 'tcp'));
    expect(over.a).toMatchObject({ kind: 'timed-out', waitedMs: 5002 });
    expect(over.aaaa).toMatchObject({ kind: 'unreachable', rttMs: 3, code: 'ECONNREFUSED' });
  });

  it('and the other query keeps its own answer', () => {
    const half = pair(answered('A', 1), truncated('AAAA'), 3);
    const over = endedOverTcp(half, pair(truncated('A'), answered('AAAA', 5), 6, 'tcp'));
    expect(over.a).toBe(half.a);
    expect(over.aaaa).toMatchObject({ rttMs: 7 });
  });
});
