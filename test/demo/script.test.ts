import { describe, expect, it } from 'vitest';
import {
  always,
  byTransport,
  byType,
  inOrder,
  type ReceivedQuery,
  withProbability,
} from '../../src/demo/script.ts';
import { seededRandom } from '../../src/platform/random.ts';

const A: ReceivedQuery = {
  name: 'x.test',
  qtype: 'A',
  transport: 'udp',
  from: { address: '127.0.0.1', port: 5353 },
  id: 1,
  index: 0,
  nth: 0,
  bytes: new Uint8Array(0),
  atMs: 0,
};
const AAAA: ReceivedQuery = { ...A, qtype: 'AAAA' };

describe('scripts', () => {
  it('do the same always', () => {
    expect(always({ kind: 'drop' })(A)).toEqual({ kind: 'drop' });
  });

  it('distinguish types, and answer what is not mentioned', () => {
    const script = byType({ AAAA: { kind: 'drop' } });
    expect([A, AAAA, { ...A, qtype: 'OTHER' as const }].map((query) => script(query).kind)).toEqual([
      'answer',
      'drop',
      'answer',
    ]);
  });

  it('distinguish transports', () => {
    const script = byTransport({ udp: { kind: 'truncate' } });
    expect([script(A).kind, script({ ...A, transport: 'tcp' }).kind]).toEqual(['truncate', 'answer']);
  });

  it('go through a list once, then stay', () => {
    const script = inOrder([{ kind: 'drop' }, byType({ A: { kind: 'nodata' } })], { kind: 'nxdomain' });
    expect([A, A, A, A].map((query) => script(query).kind)).toEqual([
      'drop',
      'nodata',
      'nxdomain',
      'nxdomain',
    ]);
  });

  it('hit their share, none at 0 and all at 1', () => {
    const share = (probability: number) => {
      const script = withProbability(probability, seededRandom('share'), { kind: 'drop' });
      return Array.from({ length: 10_000 }, () => script(A)).filter(({ kind }) => kind === 'drop').length;
    };
    expect(share(0)).toBe(0);
    expect(share(1)).toBe(10_000);
    expect(Math.abs(share(0.02) - 200)).toBeLessThan(60);
  });
});
