import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/platform/random.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { Rotation } from '../../src/probe/rotation.ts';

const arm = (name: string): Arm => ({
  strategy: 'pair',
  server: { address: '192.0.2.53', port: 53 },
  name,
  transport: 'udp',
});
const ARMS = ['a', 'b', 'c', 'd'].map(arm);

function dealt(deck: Rotation<Arm>, count: number): (string | undefined)[] {
  return Array.from({ length: count }, () => deck.next()?.name);
}

describe('Deck', () => {
  it('deals each arm once before it deals any twice', () => {
    const deck = new Rotation(seededRandom('node-1'), () => ARMS);
    for (let round = 0; round < 20; round += 1) expect(new Set(dealt(deck, 4)).size).toBe(4);
  });

  it('deals in another order each time, the same for the same seed', () => {
    const orders = (seed: string) => {
      const deck = new Rotation(seededRandom(seed), () => ARMS);
      return Array.from({ length: 20 }, () => dealt(deck, 4).join());
    };
    expect(new Set(orders('node-1')).size).toBeGreaterThan(5);
    expect(orders('node-1')).toEqual(orders('node-1'));
    expect(orders('node-1')).not.toEqual(orders('node-2'));
  });

  it('takes up arms that came, and drops those that went, with the next shuffle', () => {
    let arms = ARMS.slice(0, 2);
    const deck = new Rotation(seededRandom('node-1'), () => arms);
    deck.next();
    arms = ARMS.slice(2);
    expect(['a', 'b']).toContain(deck.next()?.name);
    expect(new Set(dealt(deck, 2))).toEqual(new Set(['c', 'd']));
  });

  it('deals nothing while there is nothing to deal', () => {
    let arms: readonly Arm[] = [];
    const deck = new Rotation(seededRandom('node-1'), () => arms);
    expect(deck.next()).toBeUndefined();
    arms = ARMS;
    expect(deck.next()).toBeDefined();
  });
});
