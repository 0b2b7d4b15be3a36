import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { LookupOutcome } from '../../src/domain/lookup.ts';
import { scopeWithin } from '../../src/domain/name-scope.ts';
import type { QueryOutcome } from '../../src/domain/outcome.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { firstAttempts } from '../../src/evidence/first-attempts.ts';
import { gather } from '../../src/evidence/gather.ts';
import { counted, evidence, still } from '../diagnosis/evidences.ts';
import { answered, lookup, networkError, pair, pairOf, timedOut } from '../support/wire/outcomes.ts';

const scopeOf = scopeWithin('cluster.local');
const PAIR = pair();

const taken = (lookups: readonly LookupOutcome[], pairs: readonly PairOutcome[] = [PAIR]) =>
  firstAttempts(lookups, pairs, scopeOf).map((attempt) => attempt.pair);
const from = (query: QueryOutcome, given: Partial<QueryOutcome>) => ({ ...query, ...given }) as QueryOutcome;

describe('the first attempt of a lookup', () => {
  it('is a pair: the A and the AAAA of the first round, as `pair` sends them', () => {
    const again = { candidate: 0, attempt: 1, outcome: answered('AAAA') };
    const stalled = lookup({ durationMs: 5002, starvedMs: 3 }, [answered('A', 4), timedOut('AAAA')]);
    const { queries } = stalled;
    expect(taken([{ ...stalled, queries: [...queries, again] }])).toEqual([
      {
        ...PAIR,
        name: queries[0]?.outcome.name,
        durationMs: 5000,
        a: queries[0]?.outcome,
        aaaa: queries[1]?.outcome,
        starvedMs: 3,
      },
    ]);
  });

  it('is none if A and AAAA were not sent at once from one socket, or not both', () => {
    const inTurn = from(answered('AAAA'), { sentAtMs: 1.2 });
    const otherPort = from(answered('AAAA'), { localPort: 40_001 });
    const overTcp = from(answered('AAAA'), { transport: 'tcp' });
    expect(taken([lookup({}, [answered('A', 1), inTurn])])).toEqual([]);
    expect(taken([lookup({}, [answered('A'), otherPort])])).toEqual([]);
    expect(taken([lookup({}, [from(answered('A'), { transport: 'tcp' }), overTcp])])).toEqual([]);
    expect(taken([lookup({}, [answered('A')])])).toEqual([]);
    expect(taken([lookup({ queries: [] })])).toEqual([]);
  });

  it('is none if its queries have an OPT record', () => {
    expect(taken([lookup({ optPayload: 1200 })])).toEqual([]);
  });

  it('is none if `pair` asked another server, or names of another scope only', () => {
    const other = { server: { address: '10.96.0.11', port: 53 } };
    expect(taken([lookup()], [pair(other)])).toEqual([]);
    expect(taken([lookup()], [pair({ strategy: 'race' })])).toEqual([]);
    const outside = [
      answered('A', 1, 'NOERROR', 'example.org'),
      answered('AAAA', 1, 'NOERROR', 'example.org'),
    ];
    expect(taken([lookup({}, outside)])).toEqual([]);
    expect(taken([lookup({}, outside)], [pair({ name: 'example.com' })])).toHaveLength(1);
  });

  it('is that of the first name of a search list, and has its scope', () => {
    const of = (candidate: number, name: string) =>
      (['A', 'AAAA'] as const).map((qtype) => ({
        candidate,
        attempt: 0,
        outcome: answered(qtype, 1, 'NXDOMAIN', name),
      }));
    const queries = [...of(0, 'example.org.ns.svc.cluster.local'), ...of(1, 'example.org')];
    const pairs = [PAIR, pair({ name: 'example.org' })];
    expect(taken([lookup({ queries })], pairs).map(({ name }) => name)).toEqual([
      'example.org.ns.svc.cluster.local',
    ]);
  });

  it('of musl goes to the first nameserver, and counts once', () => {
    const second = { server: { address: '10.96.0.11', port: 53 } };
    const all = [
      answered('A'),
      from(timedOut('A'), second),
      answered('AAAA'),
      from(timedOut('AAAA'), second),
    ];
    const [one, ...others] = taken([lookup({ profile: 'musl' }, all)], [PAIR, pair(second)]);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ server: PAIR.server, a: { kind: 'answered' }, aaaa: { kind: 'answered' } });
  });

  it('of an unconnected socket is none while ICMP errors or answers from other addresses come', () => {
    const lookups = [lookup({ profile: 'musl' }), lookup({ profile: 'glibc' })];
    expect(taken(lookups)).toHaveLength(2);
    expect(taken(lookups, [PAIR, pairOf(networkError(), answered('AAAA'))])).toHaveLength(1);
    const strange = pairOf(timedOut('A', ['10.244.0.2:53']), answered('AAAA'), { strategy: 'race' });
    expect(taken(lookups, [PAIR, strange])).toHaveLength(1);
  });
});

describe('a race that hits lookups', () => {
  const sent = (strategy: Strategy, pairs: number, lost: number) =>
    Array.from({ length: pairs }, (_, index) =>
      pairOf(answered(), index < lost ? timedOut('AAAA') : answered('AAAA'), {
        strategy,
        startedAt: index * 1000,
      }),
    );

  it('is found: of 50 pairs two were lost, and of 29 first attempts seven', () => {
    // A walk in a real cluster; 155 s, a tenth of the pairs hit.
    const pairs = [
      ...sent('pair', 25, 1),
      ...sent('race', 25, 1),
      ...sent('sequential', 21, 0),
      ...sent('separate', 22, 0),
      ...sent('reopen', 20, 0),
    ];
    const direct = sent('endpoint', 20, 0).map((one) => {
      return { ...one, server: { address: '10.244.0.2', port: 53 }, target: 'endpoint' as const };
    });
    const lookups = Array.from({ length: 29 }, (_, index) =>
      lookup({ startedAt: index * 5000, durationMs: index < 7 ? 5002 : 1 }, [
        answered(),
        index < 7 ? timedOut('AAAA') : answered('AAAA'),
      ]),
    );
    // The node's drops: two in each step of the first minute, in which queries were lost, and one in each later one.
    const steps = Array.from({ length: 31 }, (_, index) => {
      const drop = index < 7 ? 2 : 1;
      return still(5000, { startedAt: index * 5000, conntrack: counted({ drop, insertFailed: drop }) });
    });
    const found = gather({
      startedAt: 0,
      windowMs: 155_000,
      pairs: [...pairs, ...direct],
      lookups,
      steps,
      before: [],
      context: { ...evidence().context, endpoints: ['10.244.0.2'] },
      scopeOf,
    });
    expect(found.arms.find(({ strategy }) => strategy === 'pair')).toMatchObject({ pairs: 54, oneFailed: 8 });
    expect(found.lookups).toMatchObject({ lookups: 29, slow: 7, asPairs: { lookups: 29, slow: 7 } });
    expect(diagnose(found)[0]).toMatchObject({ cause: 'conntrack-race', confidence: 0.6 });
  });
});
