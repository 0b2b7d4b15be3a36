import { describe, expect, it } from 'vitest';
import { LOSS_EVERYWHERE } from '../../src/patterns/everywhere.ts';
import { NOTHING_LOST } from '../../src/patterns/explain.ts';
import { fitNone, fitOne, improved, predictionOf, startTwo, weighed } from '../../src/patterns/fit.ts';
import { podsFail, STANDING_FLOW_LOST } from '../../src/patterns/servers.ts';
import { ask, drawn, PODS } from './asks.ts';

const [first] = PODS;

describe('a fit', () => {
  it('finds the values that the arms were drawn with, also between those of the grid', () => {
    const [p = 0] =
      fitOne(drawn(LOSS_EVERYWHERE, [0.28, 0], { pairs: 400 }).map(weighed), LOSS_EVERYWHERE).values[0] ?? [];
    expect(p).toBeGreaterThan(0.26);
    expect(p).toBeLessThan(0.3);
  });

  it('leaves the share of the VIP that a pod gets free', () => {
    for (const weight of [0.1, 0.36, 1]) {
      const fitted = fitOne(
        drawn(podsFail(first), [1, 1, 1, weight], { pairs: 400 }).map(weighed),
        podsFail(first),
      );
      const [failing = 0, , , found = 0] = fitted.values[0] ?? [];
      expect(failing).toBeGreaterThan(0.98);
      expect(Math.abs(found - weight)).toBeLessThan(0.05);
    }
  });

  it('of two patterns loses a query where either does', () => {
    const direct = ask({ strategy: 'endpoint', target: { kind: 'endpoint', address: first } });
    const made = {
      patterns: [LOSS_EVERYWHERE, podsFail(first)],
      values: [
        [0.5, 0, 0],
        [0.5, 1, 0, 0.1],
      ],
    };
    expect(predictionOf(made, direct)).toMatchObject({ fate: { neither: expect.closeTo(1 / 16, 6) } });
  });

  it('of two patterns finds both', () => {
    const gone = drawn(podsFail(first), [1, 1, 1, 0.5], { pairs: 200 });
    const arms = gone.map((one) => (one.strategy === 'sticky' ? ask(one, { both: 200 }) : one)).map(weighed);
    const two = improved(
      arms,
      startTwo(arms, fitOne(arms, podsFail(first)), fitOne(arms, STANDING_FLOW_LOST)),
    );
    expect(two.values[0]?.[3]).toBeGreaterThan(0.4);
    expect(two.values[0]?.[3]).toBeLessThan(0.6);
  });

  it('of nothing is the likelihood of strays alone', () => {
    const fit = fitNone([weighed(ask({}, { neither: 10 }))], NOTHING_LOST);
    expect(fit.logLikelihood).toBeLessThan(0);
    expect(fit.logLikelihood).toBeGreaterThan(-0.1);
  });
});
