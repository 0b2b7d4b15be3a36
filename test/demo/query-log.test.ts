import { expect, it } from 'vitest';
import { QueryLog } from '../../src/demo/query-log.ts';

const query = (name: string, qtype: 'A' | 'AAAA' = 'A') => ({
  name,
  qtype,
  transport: 'udp' as const,
  from: { address: '127.0.0.1', port: 40_000 },
  id: 1,
  bytes: new Uint8Array(12),
  atMs: 0,
});

it('numbers queries, and those for the same name and type without regard to case', () => {
  const log = new QueryLog(10);
  const places = [query('a.example'), query('A.example'), query('a.example', 'AAAA'), query('b.example')].map(
    (one) => {
      const { index, nth } = log.add(one);
      return [index, nth];
    },
  );
  expect(places).toEqual([
    [0, 0],
    [1, 1],
    [2, 0],
    [3, 0],
  ]);
});

it('the log keeps the latest, and goes on to count', () => {
  const log = new QueryLog(2);
  for (let count = 0; count < 3; count += 1) log.add(query('a.example'));
  expect(log.latest.map(({ index }) => index)).toEqual([1, 2]);
});

it('the log forgets the name that was not asked for the longest time', () => {
  const log = new QueryLog(2);
  const nths = ['a.example', 'b.example', 'a.example', 'c.example', 'a.example', 'b.example'].map(
    (name) => log.add(query(name)).nth,
  );
  expect(nths).toEqual([0, 0, 1, 0, 2, 0]);
});
