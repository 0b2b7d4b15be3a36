import { describe, expect, it } from 'vitest';
import { LOSS_EVERYWHERE } from '../../src/patterns/everywhere.ts';
import { fitOne, weighed } from '../../src/patterns/fit.ts';
import { misfits } from '../../src/patterns/misfit.ts';
import { VIP_LEADS_ASTRAY } from '../../src/patterns/servers.ts';
import { ask, drawn } from './asks.ts';

describe('misfits', () => {
  it('are rare where the explanation is true: none in 200 draws', () => {
    const refuted = Array.from({ length: 200 }, (_, seed) => {
      const arms = drawn(LOSS_EVERYWHERE, [0.1, 0], { seed: String(seed) }).map(weighed);
      return misfits(arms, fitOne(arms, LOSS_EVERYWHERE)).length;
    }).filter((count) => count > 0);
    expect(refuted.length).toBeLessThanOrEqual(1);
  });

  it('name the way to ask that loses more than it should', () => {
    const arms = drawn(LOSS_EVERYWHERE, [0.1, 0]).filter(({ strategy }) => strategy !== 'sticky');
    const odd = [...arms, ask({ strategy: 'sticky' }, { both: 40 })].map(weighed);
    const [worst] = misfits(odd, fitOne(odd, LOSS_EVERYWHERE));
    expect(worst?.asks.map(({ strategy }) => strategy)).toEqual(['sticky']);
    expect(worst).toMatchObject({ lost: 40, pairs: 40 });
    expect(worst?.predicted).toBeLessThan(20);
  });

  it('show that one of two queries is lost where a fit predicts both or none', () => {
    const asks = (['pair', 'staggered'] as const).map((strategy) =>
      ask({ strategy }, { neither: 90, onlyA: 10 }),
    );
    const fit = { patterns: [VIP_LEADS_ASTRAY], values: [[0.1, 1]] };
    expect(misfits(asks, fit)[0]).toMatchObject({ loss: 'one', lost: 20, pairs: 200 });
    const both = (['pair', 'staggered'] as const).map((strategy) =>
      ask({ strategy }, { neither: 90, both: 10 }),
    );
    expect(misfits(both, fit)).toEqual([]);
  });

  it('show a little too much in each of many arms only in their sum', () => {
    const arms = ['pair', 'separate', 'reopen', 'sequential'] as const;
    const asks = arms.map((strategy) => ask({ strategy }, { neither: 97, onlyA: 3 }));
    const fit = { patterns: [LOSS_EVERYWHERE], values: [[0, 0]] };
    expect(misfits(asks, fit).map((found) => found.asks.length)).toEqual([4, 4]);
  });
});
