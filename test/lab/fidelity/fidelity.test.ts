import { describe, expect, it } from 'vitest';
import { canStand } from '../can-stand.ts';
import { CASES, COREDNS_CASES } from './cases.ts';
import { compare, inWords } from './compare.ts';
import type { Observed } from './observed.ts';
import { fidelityTable, judge } from './report.ts';
import { fidelityTopology, measurePatiently } from './run.ts';

describe('our lookups beside those of the C libraries', () => {
  it.for([
    ['in every case', CASES],
    ['where CoreDNS answers', COREDNS_CASES],
  ] as const)(
    'are alike in packets, order, sockets, gaps, duration and result, %s',
    async ([, cases], ctx) => {
      await canStand(ctx, fidelityTopology(cases));
      const findings = await measurePatiently(cases);
      expect(findings.length).toBeGreaterThanOrEqual(2 * cases.length);
      const different = findings.filter((one) => judge(one) === 'different');
      for (const { theCase, library, by, real, other, comparison } of different) {
        console.log(`${theCase.title}, ${library} and ${by}: ${comparison.differences.join('; ')}`);
        for (const [who, { queries }] of Object.entries({ real, other })) {
          for (const query of queries) console.log(`  ${who} ${query.atMs.toFixed(0)} ms ${inWords(query)}`);
        }
      }
      console.log(fidelityTable(findings));
      console.log(`fidelity: ${findings.length} comparisons, ${different.length} different`);
      expect(different.map(({ theCase, library }) => `${library}: ${theCase.title}`)).toEqual([]);
    },
  );
});

describe('the comparison', () => {
  const query = {
    server: 0,
    transport: 'udp',
    socket: 0,
    name: 'a.example',
    qtype: 'A',
    atMs: 0,
    afterId: '0100',
  } as const;
  const real: Observed = {
    queries: [query, { ...query, qtype: 'AAAA' }, { ...query, atMs: 5000 }],
    result: 'ok',
    addresses: ['192.0.2.1', '192.0.2.2'],
    durationMs: 5003,
  };

  it('finds nothing between a run and itself, whatever the order of the addresses', () => {
    expect(compare(real, { ...real, addresses: real.addresses.toReversed() }).differences).toEqual([]);
  });

  it.for<[string, Partial<Observed>, string]>([
    ['a missing query', { queries: real.queries.slice(0, 2) }, '3 queries, ours 2'],
    [
      'another socket',
      { queries: real.queries.with(2, { ...query, socket: 1, atMs: 5000 }) },
      'query 3 is A a.example to server 1 by udp socket 1, ours A a.example to server 1 by udp socket 2',
    ],
    [
      'another byte',
      { queries: real.queries.with(1, { ...query, qtype: 'AAAA', afterId: '0120' }) },
      'the bytes of query 2 are 0100, ours 0120',
    ],
    ['a late retry', { queries: real.queries.with(2, { ...query, atMs: 5051 }) }, 'a gap differs by 51 ms'],
    ['a long wait', { durationMs: 5054 }, 'it took 5003 ms, ours 5054 ms'],
    ['another result', { result: 'failed' }, 'the result is ok, ours failed'],
    [
      'a missing address',
      { addresses: ['192.0.2.1'] },
      'the addresses are 192.0.2.1 192.0.2.2, ours 192.0.2.1',
    ],
  ])('finds %s', ([, change, difference]) => {
    expect(compare(real, { ...real, ...change }).differences).toContain(difference);
  });
});
