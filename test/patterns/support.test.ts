import { describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/patterns/candidates.ts';
import { LOSS_EVERYWHERE } from '../../src/patterns/everywhere.ts';
import { explain } from '../../src/patterns/explain.ts';
import { AAAA_LOST } from '../../src/patterns/questions.ts';
import { podsFail } from '../../src/patterns/servers.ts';
import { stepOf, supportOf } from '../../src/patterns/support.ts';
import { ask, drawn, PODS } from './asks.ts';

const [first] = PODS;
const isPod = ({ id }: { id: string }) => id === 'pods-fail';

describe('support', () => {
  it('is high for the pattern that explains everything, with its parameters', () => {
    const asks = drawn(podsFail(first), [1, 1, 1, 0.5]);
    const found = supportOf(explain(asks, candidatesFor(asks)), isPod);
    expect(found).toMatchObject({ confidence: 0.95, misfits: [] });
    expect(found?.values[3]).toBeGreaterThan(0.4);
  });

  it('is never above 0.5 where a way to ask refutes the pattern, however clear the rest is', () => {
    const asks = drawn(AAAA_LOST, [0.3, 0]).map((one) =>
      one.strategy === 'separate' || one.strategy === 'reopen' || one.strategy === 'sequential'
        ? ask(one, { neither: 100 })
        : one,
    );
    const found = supportOf(
      explain(asks, [{ pattern: AAAA_LOST, weight: 1 }]),
      ({ id }) => id === 'aaaa-lost',
    );
    expect(found?.confidence).toBeLessThanOrEqual(0.5);
    expect(found?.misfits.length).toBeGreaterThan(0);
  });

  it('is absent where nothing was lost that would show it', () => {
    const asks = drawn(LOSS_EVERYWHERE, [0, 0]);
    expect(supportOf(explain(asks, candidatesFor(asks)), isPod)).toBeUndefined();
  });

  it('has few steps', () => {
    expect([0.999, 0.96, 0.9, 0.5, 0.1, 0.01].map(stepOf)).toEqual([0.95, 0.8, 0.6, 0.5, 0.3, 0]);
  });
});
