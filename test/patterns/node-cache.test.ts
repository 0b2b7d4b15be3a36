import { describe, expect, it } from 'vitest';
import { CACHE_AWAY_AT_TIMES } from '../../src/patterns/node-cache.ts';
import { ask, fateOf } from './asks.ts';

const at = (...to: Parameters<typeof ask>) => CACHE_AWAY_AT_TIMES.predict(ask(...to), [0.3, 0]);

describe('a node-local cache that is away at times', () => {
  it('loses both queries of a pair, from two sockets as well', () => {
    for (const strategy of ['pair', 'separate'] as const)
      expect(fateOf(at({ strategy }))).toMatchObject({ both: 0.3, onlyA: 0, onlyAaaa: 0 });
  });

  it('may answer a query that is sent seconds later', () => {
    const prediction = at({ strategy: 'reopen' });
    const fates = prediction.kind === 'any-of' ? prediction.fates : [];
    expect(fates.map(({ onlyA, both }) => [onlyA, both])).toContainEqual([0.3, 0]);
  });

  it('loses nothing that goes straight to a DNS pod', () => {
    const direct = ask({ strategy: 'endpoint', target: { kind: 'endpoint', address: '10.244.0.2' } });
    expect(fateOf(CACHE_AWAY_AT_TIMES.predict(direct, [0.3, 0])).neither).toBe(1);
  });
});
