import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/platform/random.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { armRotation, QUARTER_OF_THE_TURNS, Rotation, TWO_IN_EACH_ROUND } from '../../src/probe/rotation.ts';

const arm = (name: string): Arm => ({
  strategy: 'pair',
  server: { address: '192.0.2.53', port: 53 },
  target: 'vip',
  name,
  transport: 'udp',
});
const ARMS = ['a', 'b', 'c', 'd'].map(arm);

function dealt(rotation: Rotation<Arm>, count: number): (string | undefined)[] {
  return Array.from({ length: count }, () => rotation.next()?.name);
}

describe('Rotation', () => {
  it('deals each arm once before it deals any twice', () => {
    const rotation = new Rotation(seededRandom('node-1'), () => ARMS);
    for (let round = 0; round < 20; round += 1) expect(new Set(dealt(rotation, 4)).size).toBe(4);
  });

  it('deals in another order each time, the same for the same seed', () => {
    const orders = (seed: string) => {
      const rotation = new Rotation(seededRandom(seed), () => ARMS);
      return Array.from({ length: 20 }, () => dealt(rotation, 4).join());
    };
    expect(new Set(orders('node-1')).size).toBeGreaterThan(5);
    expect(orders('node-1')).toEqual(orders('node-1'));
    expect(orders('node-1')).not.toEqual(orders('node-2'));
  });

  it('takes up arms that came, and drops those that went, with the next shuffle', () => {
    let arms = ARMS.slice(0, 2);
    const rotation = new Rotation(seededRandom('node-1'), () => arms);
    rotation.next();
    arms = ARMS.slice(2);
    expect(['a', 'b']).toContain(rotation.next()?.name);
    expect(new Set(dealt(rotation, 2))).toEqual(new Set(['c', 'd']));
  });

  it('deals nothing while there is nothing to deal', () => {
    let arms: readonly Arm[] = [];
    const rotation = new Rotation(seededRandom('node-1'), () => arms);
    expect(rotation.next()).toBeUndefined();
    arms = ARMS;
    expect(rotation.next()).toBeDefined();
  });
});

describe('armRotation', () => {
  const occasional = (strategy: 'edns' | 'uncached' | 'nameserver', name = strategy): Arm => ({
    ...arm(name),
    strategy,
  });
  const of = (dealt: readonly (Arm | undefined)[], strategy: Arm['strategy']) =>
    dealt.filter((one) => one?.strategy === strategy).length;

  it('deals two of the occasional arms in each round, all of them in turn', () => {
    const all = [...ARMS, occasional('edns'), occasional('uncached'), occasional('nameserver')];
    const rotation = armRotation(seededRandom('node-1'), () => all, TWO_IN_EACH_ROUND);
    const rounds = Array.from({ length: 30 }, () => Array.from({ length: 6 }, () => rotation.next()));
    for (const round of rounds) expect(of(round, 'pair')).toBe(4);
    const dealt = rounds.flat();
    expect([of(dealt, 'edns'), of(dealt, 'uncached'), of(dealt, 'nameserver')]).toEqual([20, 20, 20]);
  });

  it('gives each occasional arm a quarter of the turns of a regular one', () => {
    const all = [...ARMS, occasional('edns'), occasional('uncached')];
    const rotation = armRotation(seededRandom('node-1'), () => all, QUARTER_OF_THE_TURNS);
    const dealt = Array.from({ length: 40 * 4 + 20 }, () => rotation.next());
    expect([of(dealt, 'pair') / 4, of(dealt, 'edns'), of(dealt, 'uncached')]).toEqual([40, 10, 10]);
  });

  it('deals an arm whose name is another each time as one arm, with the name of this round', () => {
    let asked = 0;
    const rotation = armRotation(
      seededRandom('node-1'),
      () => {
        asked += 1;
        return [arm('a'), { ...occasional('uncached'), name: `${asked}.invalid.` }];
      },
      TWO_IN_EACH_ROUND,
    );
    const names = Array.from({ length: 20 }, () => rotation.next())
      .filter((one) => one?.strategy === 'uncached')
      .map((one) => one?.name);
    expect(names).toEqual(Array.from({ length: 10 }, (_, index) => `${index + 1}.invalid.`));
  });

  it('deals occasional arms alone where there are no others', () => {
    const rotation = armRotation(seededRandom('x'), () => [occasional('edns')], TWO_IN_EACH_ROUND);
    expect([rotation.next()?.strategy, rotation.next()?.strategy]).toEqual(['edns', 'edns']);
  });
});
