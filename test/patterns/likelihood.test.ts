import { describe, expect, it } from 'vitest';
import { independent, sameFate, UNHARMED } from '../../src/patterns/fate.ts';
import { expected, logLikelihood } from '../../src/patterns/likelihood.ts';
import { FREE, fate, shares } from '../../src/patterns/prediction.ts';
import { ask } from './asks.ts';

const well = ask({}, { neither: 100 });
const half = ask({}, { neither: 50, both: 50 });

describe('the likelihood of an arm', () => {
  it('is highest under the fate that made it', () => {
    const under = (p: number) => logLikelihood(half, fate(sameFate(p)));
    expect(under(0.5)).toBeGreaterThan(under(0.4));
    expect(under(0.5)).toBeGreaterThan(under(0.6));
    expect(under(0.5)).toBeGreaterThan(logLikelihood(half, fate(independent(0.5, 0.5))));
  });

  it('excludes no fate, so that a stray query refutes nothing', () => {
    const stray = ask({}, { neither: 99, onlyAaaa: 1 });
    expect(logLikelihood(stray, fate(UNHARMED))).toBeGreaterThan(-8);
    expect(expected(sameFate(1)).neither).toBeGreaterThan(0);
  });

  it('costs little where anything may happen and nothing did', () => {
    expect(logLikelihood(well, FREE)).toBeGreaterThan(logLikelihood(well, fate(UNHARMED)) - 1);
    expect(logLikelihood(half, FREE)).toBeGreaterThan(logLikelihood(half, fate(UNHARMED)) + 100);
  });

  it('of shares hardly depends on how often both are lost', () => {
    const ofFiveCorrelations = Math.log(5);
    const apart = ask({}, { neither: 500, onlyA: 250, onlyAaaa: 250 });
    const together = ask({}, { neither: 750, both: 250 });
    const given = shares(independent(0.25, 0.25));
    for (const counted of [apart, together])
      expect(logLikelihood(counted, given)).toBeGreaterThan(
        logLikelihood(counted, fate(independent(0.25, 0.25))) - ofFiveCorrelations - 1e-6,
      );
  });

  it('of an arm without pairs is the same for every prediction', () => {
    expect(logLikelihood(ask({}), fate(sameFate(1)))).toBe(0);
  });
});
