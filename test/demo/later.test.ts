import { expect, it } from 'vitest';
import { Later } from '../../src/demo/later.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

it('acts at once without a delay, and in the order of the delays otherwise', async () => {
  const clock = new FakeClock();
  const later = new Later(clock);
  const done: string[] = [];
  later.after(20, () => done.push('second'));
  later.after(10, () => done.push('first'));
  later.after(0, () => done.push('at once'));
  expect(done).toEqual(['at once']);
  await clock.advance(20);
  expect(done).toEqual(['at once', 'first', 'second']);
});

it('an action waits on if its timer fires early', async () => {
  const clock = new FakeClock();
  // Each timer fires after half of what it was asked for.
  const hasty: Clock = {
    now: () => clock.now(),
    wall: () => clock.wall(),
    after: (ms, act) => clock.after(ms > 1 ? ms / 2 : ms, act),
    every: (ms, act) => clock.every(ms, act),
  };
  const done: number[] = [];
  new Later(hasty).after(16, () => done.push(clock.now()));
  const start = clock.now();
  await clock.advance(100);
  expect(done).toEqual([start + 16]);
});

it('no action runs once all are cancelled', async () => {
  const clock = new FakeClock();
  const later = new Later(clock);
  const done: string[] = [];
  later.after(10, () => done.push('too late'));
  later.cancelAll();
  await clock.advance(100);
  expect(done).toEqual([]);
  expect(clock.waiting).toBe(0);
});
