import { expect, it } from 'vitest';
import { AwaitedAnswers } from '../../src/probe/awaited-answers.ts';
import { FakeClock } from '../support/time/fake-clock.ts';

it('an answer is awaited from the start of a probe to its end', async () => {
  const awaited = new AwaitedAnswers(new FakeClock());
  let resolve: (value: number) => void = () => {};
  const promise = new Promise<number>((done) => {
    resolve = done;
  });
  expect(awaited.any).toBe(false);
  const probe = awaited.during(promise);
  expect(awaited.any).toBe(true);
  resolve(7);
  expect(await probe).toBe(7);
  expect(awaited.any).toBe(false);
});

it('an answer that has not come within 100 ms is awaited no more', async () => {
  const clock = new FakeClock();
  const awaited = new AwaitedAnswers(clock);
  void awaited.during(new Promise(() => {}));
  await clock.advance(99);
  expect(awaited.any).toBe(true);
  await clock.advance(1);
  expect(awaited.any).toBe(false);
});

it('a probe that fails is awaited no more, and fails for its caller', async () => {
  const awaited = new AwaitedAnswers(new FakeClock());
  await expect(awaited.during(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(awaited.any).toBe(false);
});
