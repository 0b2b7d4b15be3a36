import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

describe('LoadBudget', () => {
  it('starts with nothing, and earns as time passes', async () => {
    const clock = new FakeClock();
    const budget = new QueryBudget(clock, 2);
    expect(budget.take(2)).toBe(false);
    await clock.advance(999);
    expect(budget.take(2)).toBe(false);
    await clock.advance(1);
    expect([budget.take(2), budget.take(1)]).toEqual([true, false]);
  });

  it('saves ten seconds’ worth and no more', async () => {
    const clock = new FakeClock();
    const budget = new QueryBudget(clock, 2);
    await clock.advance(3_600_000);
    expect([budget.take(20), budget.take(1)]).toEqual([true, false]);
  });

  it('saves more where there is a purse to fill, and what is spent from it leaves the schedule its own', async () => {
    const clock = new FakeClock();
    const budget = new QueryBudget(clock, 2, { burst: 200 });
    await clock.advance(3_600_000);
    expect([budget.takeSpare(200), budget.takeSpare(1)]).toEqual([true, false]);
    expect([budget.take(4), budget.take(1)]).toEqual([true, false]);
  });

  it('saves for one pair at least, however low the bound', async () => {
    const clock = new FakeClock();
    const budget = new QueryBudget(clock, 0.01);
    await clock.advance(3_600_000);
    expect([budget.take(2), budget.take(1)]).toEqual([true, false]);
  });

  it('takes from what is earned later what was sent beyond the plan', async () => {
    const clock = new FakeClock();
    const budget = new QueryBudget(clock, 2);
    await clock.advance(1000);
    expect(budget.take(2)).toBe(true);
    budget.settle(10);
    await clock.advance(5990);
    expect(budget.take(2)).toBe(false);
    await clock.advance(11);
    expect(budget.take(2)).toBe(true);
  });

  it('gives back what was not sent', async () => {
    const clock = new FakeClock();
    const budget = new QueryBudget(clock, 2);
    await clock.advance(1000);
    budget.take(2);
    budget.settle(-2);
    expect(budget.take(2)).toBe(true);
  });

  it('never lets more through, since its start, than the bound allows, whatever is asked for and overrun', async () => {
    const step = fc.record({
      waitMs: fc.nat(5000),
      cost: fc.integer({ min: 1, max: 20 }),
      over: fc.nat(30),
      spare: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const clock = new FakeClock(0);
        const budget = new QueryBudget(clock, 2, { burst: 50 });
        let sent = 0;
        let debt = 0;
        for (const { waitMs, cost, over, spare } of steps) {
          await clock.advance(waitMs);
          if (!(spare ? budget.takeSpare(cost) : budget.take(cost))) continue;
          sent += cost;
          // What was planned always fits; only what nobody could foresee may go over, and is paid for afterwards.
          expect(sent).toBeLessThanOrEqual((clock.now() / 1000) * 2 + 1e-6);
          budget.settle(over);
          sent += over;
          debt = Math.max(debt, over);
          expect(sent).toBeLessThanOrEqual((clock.now() / 1000) * 2 + debt + 1e-6);
        }
      }),
      { numRuns: 100 },
    );
  });

  describe('with a credit', () => {
    const CREDIT = { queries: 100, withinSeconds: 600 };

    it('can be spent from the start on, beyond what the schedule needs', () => {
      const budget = new QueryBudget(new FakeClock(), 2, { burst: 200, credit: CREDIT });
      expect([budget.takeSpare(96), budget.takeSpare(1), budget.take(4), budget.take(1)]).toEqual([
        true,
        false,
        true,
        false,
      ]);
    });

    it('keeps to the bound on average from the moment on when it is paid back', async () => {
      const clock = new FakeClock(0);
      const budget = new QueryBudget(clock, 2, { burst: 200, credit: CREDIT });
      let sent = 0;
      for (let second = 1; second <= 1200; second += 1) {
        while (budget.take(1)) sent += 1;
        expect(sent).toBeLessThanOrEqual(100 + (second - 1) * 2);
        await clock.advance(1000);
        if (second >= 600) expect(sent).toBeLessThanOrEqual(second * 2);
      }
      expect(sent).toBeGreaterThan(1190 * 2);
    });
  });
});
