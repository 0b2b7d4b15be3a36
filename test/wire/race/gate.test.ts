import { expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { busyPool } from '../../../src/wire/race/gate.ts';

it('opens once a thread of the pool has read, and never holds this thread for long', () => {
  for (let turn = 0; turn < 20; turn += 1) {
    const startMs = systemClock.now();
    busyPool().wait();
    expect(systemClock.now() - startMs).toBeLessThan(1000);
  }
});
