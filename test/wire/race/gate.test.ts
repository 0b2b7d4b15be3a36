import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { PoolGate } from '../../../src/wire/race/gate.ts';
import { nodeArgv } from '../../lab/dns/program.ts';
import { openDescriptors } from '../../support/machine/open-descriptors.ts';
import { hangPool } from '../../support/wire/hung-pool.ts';

/** More than the longest wait, on a machine with other work. */
const SOON_MS = 1000;

/** Both threads need a CPU at the same time. */
const MET_WITHIN = { timeout: 15_000 };

describe('PoolGate', () => {
  it('opens once a thread of the pool has read, and never holds this thread for long', async () => {
    const before = openDescriptors();
    const gate = new PoolGate();
    for (let turn = 0; turn < 20; turn += 1) {
      const startMs = systemClock.now();
      gate.meet(() => turn);
      expect(systemClock.now() - startMs).toBeLessThan(SOON_MS);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => gate.meet(() => 'met'), MET_WITHIN).toBe('met');
    await expect.poll(openDescriptors).toBe(before);
  });

  it('queues nothing where both threads share one CPU, because they can not send at once', async () => {
    const program = nodeArgv(new URL('../../support/wire/gate-meetings.ts', import.meta.url));
    const { stdout } = await promisify(execFile)('taskset', ['--cpu-list', '0', ...program]);
    expect(stdout.trim()).toBe('0');
  });

  it('is tried five times, and then once at a time until it opens', async () => {
    const gate = new PoolGate();
    let open = false;
    let trials = 0;
    vi.spyOn(gate, 'meet').mockImplementation((queue) => {
      trials += 1;
      return open ? queue() : undefined;
    });
    const seen: [boolean, number][] = [];
    for (const isOpen of [false, false, true, false]) {
      [open, trials] = [isOpen, 0];
      seen.push([await gate.ready(), trials]);
    }
    expect(seen).toEqual([
      [false, 5],
      [false, 1],
      [true, 1],
      [false, 5],
    ]);
  });

  it('needs no trial after a meeting, unless this thread had to wait for a CPU since', async () => {
    let isBusy = false;
    const gate = new PoolGate({ ...systemClock, isBusy: () => isBusy });
    await expect.poll(() => gate.meet(() => 'met'), MET_WITHIN).toBe('met');
    const meet = vi.spyOn(gate, 'meet').mockImplementation(() => undefined);
    expect(await gate.ready()).toBe(true);
    expect(meet).toHaveBeenCalledTimes(0);
    isBusy = true;
    expect(await gate.ready()).toBe(false);
    expect(meet).toHaveBeenCalledTimes(5);
  });

  it('needs trials again after a meeting that failed', async () => {
    const gate = new PoolGate();
    await expect.poll(() => gate.meet(() => 'met'), MET_WITHIN).toBe('met');
    await using pool = hangPool();
    expect(gate.meet(() => 'met')).toBeUndefined();
    const meet = vi.spyOn(gate, 'meet').mockImplementation(() => undefined);
    expect(await gate.ready()).toBe(false);
    expect(meet).toHaveBeenCalledTimes(5);
    await pool.release();
  });

  it('queues nothing for a pool that hangs, and holds no more for it the longer it hangs', async () => {
    const before = openDescriptors();
    const gate = new PoolGate();
    await using pool = hangPool();
    const met: unknown[] = [];
    for (let turn = 0; turn < 50; turn += 1) met.push(gate.meet(() => turn));
    expect(new Set(met)).toEqual(new Set([undefined]));
    expect(openDescriptors() - before).toBeLessThanOrEqual(4);
    await pool.release();
    await expect.poll(() => gate.meet(() => 'met'), MET_WITHIN).toBe('met');
    await expect.poll(openDescriptors).toBe(before);
  });
});
