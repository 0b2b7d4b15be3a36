import { describe, expect, it } from 'vitest';
import { ANSWER, always } from '../../../src/demo/script.ts';
import { sleep } from '../../../src/platform/clock.ts';
import { LagMeter } from '../../../src/platform/lag.ts';
import { Prober } from '../../../src/wire/prober.ts';
import { blockTheLoop, NO_LAG, serve } from '../wire/scripted-server.ts';
import { inSteps } from './in-steps.ts';

describe('in steps', () => {
  it('a pause of the process takes no time, and no timer is late', async () => {
    const took = await inSteps(async (clock) => {
      const startMs = clock.now();
      const lag = new LagMeter(clock, 1);
      const stop = lag.start();
      blockTheLoop(50);
      await sleep(clock, 150);
      stop();
      return { ms: clock.now() - startMs, lagMs: lag.longestSince(startMs) };
    });
    expect(took).toEqual({ ms: 150, lagMs: 0 });
  });

  it('a pause between a query and its answer makes the answer no later', async () => {
    const outcome = await inSteps(async (clock) => {
      const { server } = await serve(always({ kind: 'delay', ms: 10, action: ANSWER }), { clock });
      const prober = new Prober({ clock, lag: NO_LAG, signal: new AbortController().signal });
      clock.after(5, () => blockTheLoop(50));
      const patience = { deadlineMs: 30, graceMs: 0 };
      const order = { strategy: 'pair', name: 'x.test', server, transport: 'udp', patience } as const;
      const ended = await prober.pair(order);
      await prober.close();
      return ended;
    });
    expect([outcome.a.kind, outcome.aaaa.kind]).toEqual(['answered', 'answered']);
  });

  it('a failure is passed on', async () => {
    await expect(
      inSteps(async (clock) => {
        await sleep(clock, 1);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
  });
});
