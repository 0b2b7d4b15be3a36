import { expect, it } from 'vitest';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { blockTheLoop } from '../wire/scripted-server.ts';
import { unlessHeldUp } from './held-up.ts';

it('measures anew what failed while the process stood still', async () => {
  let tries = 0;
  await unlessHeldUp(async () => {
    tries += 1;
    // A stall is only noticed once the heartbeat runs.
    await sleep(systemClock, 150);
    if (tries === 1) blockTheLoop(600);
    expect(tries).toBe(2);
  });
  expect(tries).toBe(2);
});

it('believes what failed while it did not, and what fails each time', async () => {
  let calm = 0;
  const failing = unlessHeldUp(async () => {
    calm += 1;
    throw new Error('wrong');
  });
  await expect(failing).rejects.toThrow('wrong');
  expect(calm).toBe(1);
  let stalled = 0;
  const always = unlessHeldUp(async () => {
    stalled += 1;
    await sleep(systemClock, 150);
    blockTheLoop(600);
    throw new Error('wrong');
  });
  await expect(always).rejects.toThrow('wrong');
  expect(stalled).toBe(3);
});
