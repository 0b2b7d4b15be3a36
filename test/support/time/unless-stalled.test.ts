import { expect, it } from 'vitest';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { blockTheLoop } from '../wire/scripted-server.ts';
import { unlessStalled } from './unless-stalled.ts';

it('repeats what failed while the process was paused', async () => {
  let tries = 0;
  await unlessStalled(async () => {
    tries += 1;
    // A stall is only noticed once the heartbeat runs.
    await sleep(systemClock, 150);
    if (tries === 1) blockTheLoop(600);
    expect(tries).toBe(2);
  });
  expect(tries).toBe(2);
});

it('does not repeat what failed without a pause, and fails if each repetition does', async () => {
  let calm = 0;
  const failing = unlessStalled(async () => {
    calm += 1;
    throw new Error('wrong');
  });
  await expect(failing).rejects.toThrow('wrong');
  expect(calm).toBe(1);
  let stalled = 0;
  const always = unlessStalled(async () => {
    stalled += 1;
    await sleep(systemClock, 150);
    blockTheLoop(600);
    throw new Error('wrong');
  });
  await expect(always).rejects.toThrow('wrong');
  expect(stalled).toBe(3);
});
