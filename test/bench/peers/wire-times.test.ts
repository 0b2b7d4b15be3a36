import { describe, expect, it } from 'vitest';
import { errors, wireTimes } from '../../../bench/peers/wire-times.ts';
import type { CapturedMessage } from '../../lab/capture/messages.ts';

const message = (
  direction: 'query' | 'answer',
  atMs: number,
  differences: Partial<CapturedMessage> = {},
) => ({
  direction,
  atMs,
  transport: 'udp' as const,
  port: 40_000,
  server: '10.96.0.10',
  id: 7,
  name: 'web.test',
  qtype: 'A',
  afterId: '0100',
  ...differences,
});

describe('wireTimes', () => {
  it('is the time from each query to the first answer of its port, id and type', () => {
    const seen = [
      message('query', 1000),
      message('query', 1000.1, { qtype: 'AAAA', id: 8 }),
      message('answer', 1000.5, { qtype: 'AAAA', id: 8 }),
      message('answer', 1002),
      message('answer', 1009),
      message('query', 1010, { port: 40_001 }),
      message('query', 1011, { transport: 'tcp' }),
    ];
    const times = wireTimes(seen).map(({ qtype, port, tookMs }) => [qtype, port, tookMs?.toFixed(1)]);
    expect(times).toEqual([
      ['A', 40_000, '2.0'],
      ['AAAA', 40_000, '0.4'],
      ['A', 40_001, undefined],
    ]);
  });
});

describe('errors', () => {
  const truth = [
    { atMs: 1000, qtype: 'A', port: 1, tookMs: 0.3 },
    { atMs: 1020, qtype: 'A', port: 1, tookMs: 0.5 },
    { atMs: 1020, qtype: 'A', port: 2, tookMs: undefined },
  ];

  it('are distances in microseconds from the nearest query in time, of the same port if one is stated', () => {
    const rounded = (stated: Parameters<typeof errors>[0]) => errors(stated, truth).map(Math.round);
    expect(rounded([{ atMs: 1001, tookMs: 0.4, qtype: 'A', port: 1 }])).toEqual([100]);
    expect(rounded([{ atMs: 1019, tookMs: 0.4, qtype: 'A', port: 1 }])).toEqual([100]);
    expect(rounded([{ atMs: 1002, tookMs: 0.25, qtype: 'A' }])).toEqual([50]);
  });

  it('leave out what fits no answered query', () => {
    expect(errors([{ atMs: 1020, tookMs: 1, qtype: 'A', port: 2 }], truth)).toEqual([]);
    expect(errors([{ atMs: 1000, tookMs: 1, qtype: 'AAAA' }], truth)).toEqual([]);
    expect(errors([{ atMs: 2000, tookMs: 1, qtype: 'A' }], truth)).toEqual([]);
  });
});
