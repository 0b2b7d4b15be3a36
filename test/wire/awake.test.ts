import { expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { stayAwakeFor } from '../../src/wire/awake.ts';

/** How long it was awake, in milliseconds, and how often it asked whether that is over. */
function awake(isBusy: boolean): Promise<{ readonly ms: number; readonly asked: number }> {
  const startMs = performance.now();
  let asked = 0;
  const isOver = () => {
    asked += 1;
    return false;
  };
  return new Promise((resolve) =>
    stayAwakeFor({ ...systemClock, isBusy: () => isBusy }, isOver, () =>
      resolve({ ms: performance.now() - startMs, asked }),
    ),
  );
}

it('is awake for half a millisecond', async () => {
  expect((await awake(false)).ms).toBeGreaterThanOrEqual(0.5);
});

it('may sleep at once where the CPUs are busy', async () => {
  expect((await awake(true)).asked).toBe(1);
});

it('is over as soon as the answer is there', async () => {
  let turns = 0;
  await new Promise<void>((resolve) => {
    stayAwakeFor(
      systemClock,
      () => {
        turns += 1;
        return true;
      },
      resolve,
    );
  });
  expect(turns).toBe(1);
});
