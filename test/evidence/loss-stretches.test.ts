import { describe, expect, it } from 'vitest';
import { lossStretches } from '../../src/evidence/loss-stretches.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { answered, pairOf, sendError, timedOut } from '../support/wire/outcomes.ts';

const EVERY_MS = 50;
/** A pair each 50 ms: `lost` says for the time of each whether both of its queries are lost. */
const pairsOver = (count: number, lost: (atMs: number) => boolean, transport: 'udp' | 'tcp' = 'udp') =>
  Array.from({ length: count }, (_, index) => {
    const end = lost(index * EVERY_MS) ? timedOut : answered;
    return pairOf(end('A'), end('AAAA'), { startedAt: index * EVERY_MS, transport });
  });
/** For three seconds of each ten nothing is answered. */
const banned = (atMs: number) => atMs % 10_000 >= 7000;

describe('lossStretches', () => {
  it('finds stretches in which nothing is answered', () => {
    expect(lossStretches(pairsOver(600, banned))).toEqual({
      count: 3,
      medianMs: 2950,
      within: 360,
      all: 360,
    });
  });

  it('finds them beside a few single losses, and not where a good part is lost singly', () => {
    const alone = (nth: number) => (atMs: number) => banned(atMs) || (atMs / EVERY_MS) % nth === 0;
    expect(lossStretches(pairsOver(600, alone(30)))).toMatchObject({ count: 3 });
    expect(lossStretches(pairsOver(600, alone(4)))).toBeUndefined();
  });

  it.each([0.05, 0.3, 0.6, 0.8, 0.95])('finds none where pairs are lost by chance, %d of them', (share) => {
    const random = seededRandom('stretches');
    expect(lossStretches(pairsOver(2000, () => random.next() < share))).toBeUndefined();
  });

  it('finds them where most queries are lost', () => {
    expect(lossStretches(pairsOver(600, (atMs) => atMs % 10_000 >= 1500))).toMatchObject({
      count: 3,
      within: 1020,
    });
  });

  it('finds none where there was one outage, nor where all is lost, nor over TCP', () => {
    expect(lossStretches(pairsOver(200, banned))).toBeUndefined();
    expect(lossStretches(pairsOver(200, () => true))).toBeUndefined();
    expect(lossStretches(pairsOver(600, banned, 'tcp'))).toBeUndefined();
  });

  it('counts only the servers that fail, and only what was sent', () => {
    const elsewhere = pairsOver(600, () => false).map((pair) => {
      const server = { address: '10.244.0.2', port: 53 };
      return { ...pair, server, a: { ...pair.a, server }, aaaa: { ...pair.aaaa, server } };
    });
    const unsent = pairsOver(600, () => false).map((pair) => ({
      ...pair,
      a: sendError('A'),
      aaaa: sendError('AAAA'),
    }));
    expect(lossStretches([...pairsOver(600, banned), ...elsewhere, ...unsent])).toMatchObject({ count: 3 });
  });
});
