import { describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/patterns/candidates.ts';
import { LOSS_EVERYWHERE } from '../../src/patterns/everywhere.ts';
import { explain } from '../../src/patterns/explain.ts';
import { LOSS_BY_VIP } from '../../src/patterns/servers.ts';
import { ask, drawn } from './asks.ts';

const inTurn = ask({ strategy: 'sequential' });

describe('a path that loses in bursts', () => {
  it('loses a query that leaves seconds after a lost one as often as any, and one after an answer rarely', () => {
    for (const pattern of [LOSS_EVERYWHERE, LOSS_BY_VIP]) {
      const predicted = pattern.predict(inTurn, [0.4, 0.75, 0]);
      if (predicted.kind !== 'any-of') throw new Error(predicted.kind);
      const [atOnce, later] = predicted.fates;
      expect(atOnce).toMatchObject({ both: expect.closeTo(0.34) });
      expect(later).toMatchObject({ onlyA: expect.closeTo(0.24), both: expect.closeTo(0.16) });
      expect(later).toMatchObject({ neither: expect.closeTo(0.54), onlyAaaa: expect.closeTo(0.06) });
    }
  });

  it('loses queries one by one if there are no bursts, in turn as well', () => {
    expect(LOSS_EVERYWHERE.predict(inTurn, [0.4, 0, 0])).toMatchObject({
      kind: 'fate',
      fate: { both: expect.closeTo(0.16) },
    });
    expect(LOSS_EVERYWHERE.predict(ask({}), [0.4, 0.75, 0])).toMatchObject({ kind: 'fate' });
  });

  it('is one fault, though queries in turn are lost singly and queries at once together', () => {
    const asks = drawn(LOSS_EVERYWHERE, [0.45, 0.75, 0.5]).map((one) =>
      one.strategy === 'sequential'
        ? ask({ strategy: 'sequential' }, { neither: 47, onlyA: 26, onlyAaaa: 8, both: 19 })
        : one,
    );
    const [best] = explain(asks, candidatesFor(asks));
    expect(best?.patterns.map(({ id }) => id)).toEqual(['loss-everywhere']);
    expect(best?.misfits).toEqual([]);
  });
});
