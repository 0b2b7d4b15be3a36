import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  afterEachTurn,
  afterReads,
  beforeSleepOn,
  drained,
  sleep,
  stayAwake,
  systemClock,
} from '../../src/platform/clock.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { blockTheLoop } from '../support/wire/scripted-server.ts';

const pass = (ms: number) => new Promise<void>((resolve) => systemClock.after(ms, resolve));

describe('systemClock', () => {
  it('counts on while the wall clock is another thing', () => {
    const before = systemClock.now();
    blockTheLoop(2);
    expect(systemClock.now() - before).toBeGreaterThanOrEqual(2);
    expect(Math.abs(systemClock.wall() - Date.now())).toBeLessThan(1000);
  });

  it('never calls early, not even in a turn of the loop that has been going on for long', async () => {
    for (const ms of [0, 0.3, 1, 1.7, 5, 9.99, 100.9]) {
      blockTheLoop(3);
      const startMs = systemClock.now();
      await pass(ms);
      expect(systemClock.now() - startMs).toBeGreaterThanOrEqual(ms);
    }
  });

  it('delivers what waited in a socket before a timer that came late', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const order: string[] = [];
    socket.on('message', () => order.push('message'));
    const done = pass(5).then(() => order.push('timer'));
    socket.send('hello', socket.address().port, '127.0.0.1');
    blockTheLoop(30);
    await done;
    socket.close();
    expect(order).toEqual(['message', 'timer']);
  });

  it('handles what waited in a socket before a timer that came late, though it is handled after the reading', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const order: string[] = [];
    socket.on('message', () => {
      order.push('read');
      afterReads(() => order.push('handled'));
    });
    const done = pass(5).then(() => order.push('timer'));
    socket.send('one', socket.address().port, '127.0.0.1');
    socket.send('two', socket.address().port, '127.0.0.1');
    blockTheLoop(30);
    await done;
    socket.close();
    expect(order).toEqual(['read', 'read', 'handled', 'handled', 'timer']);
  });

  it('does not call what was cancelled, not even while it drains', async () => {
    let called = false;
    const cancel = systemClock.after(0, () => {
      called = true;
    });
    // Both timers come in the same turn of the loop, the first of them draining when it is cancelled.
    setTimeout(cancel, 1);
    blockTheLoop(3);
    await pass(20);
    expect(called).toBe(false);
  });

  it('repeats until cancelled', async () => {
    let ticks = 0;
    const cancel = systemClock.every(2, () => {
      ticks += 1;
    });
    await expect.poll(() => ticks).toBeGreaterThan(2);
    cancel();
    const before = ticks;
    await pass(10);
    expect(ticks).toBe(before);
  });
});

describe('beforeSleepOn', () => {
  it.each([
    ['it stays awake', (over: () => void) => stayAwake(5, () => false, over)],
    ['it drains its sockets', drained],
    ['something that was read waits for its handling', afterReads],
  ])('waits while %s', async (_, keepAwake) => {
    const order: string[] = [];
    const sleeps = new Promise<void>((resolve) => {
      beforeSleepOn(systemClock, () => {
        order.push('sleeps');
        resolve();
      });
    });
    keepAwake(() => order.push('over'));
    await sleeps;
    expect(order).toEqual(['over', 'sleeps']);
  });

  it('comes before the loop sleeps', async () => {
    const startMs = performance.now();
    const timer = setTimeout(() => {}, 10_000);
    await new Promise<void>((resolve) => void beforeSleepOn(systemClock, resolve));
    clearTimeout(timer);
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  it('does not call what was cancelled, not even while the loop stays awake', async () => {
    let called = false;
    const cancel = beforeSleepOn(systemClock, () => {
      called = true;
    });
    await new Promise<void>((resolve) => stayAwake(2, () => false, resolve));
    cancel();
    await pass(5);
    expect(called).toBe(false);
  });

  it('calls at once where the clock does not know', () => {
    let called = false;
    const cancel = beforeSleepOn(new FakeClock(), () => {
      called = true;
    });
    cancel();
    expect(called).toBe(true);
  });
});

describe('sleep', () => {
  it('is true after its time', async () => {
    const clock = new FakeClock();
    const sleeping = sleep(clock, 5000, new AbortController().signal);
    await clock.advance(5000);
    expect(await sleeping).toBe(true);
  });

  it('is false at once when aborted, and leaves no timer behind', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const sleeping = sleep(clock, 5000, controller.signal);
    controller.abort();
    expect([await sleeping, clock.waiting]).toEqual([false, 0]);
    expect([await sleep(clock, 5000, controller.signal), clock.waiting]).toEqual([false, 0]);
  });
});

it('what is to run after each turn does not keep the loop from sleeping', () => {
  // In a process of its own: here, other work wakes the loop.
  const program = `
    import { afterEachTurn } from ${JSON.stringify(import.meta.resolve('../../src/platform/clock.ts'))};
    let turns = 0;
    afterEachTurn(() => { turns += 1; return true; });
    setTimeout(() => { console.log(turns); process.exit(); }, 50);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(Number(stdout)).toBeGreaterThan(0);
  // A loop that does not sleep turns thousands of times in 50 ms.
  expect(Number(stdout)).toBeLessThan(200);
});

it('what is to run after each turn ends when it says so', async () => {
  let turns = 0;
  afterEachTurn(() => {
    turns += 1;
    return turns < 2;
  });
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(turns).toBe(2);
});
