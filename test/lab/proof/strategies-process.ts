/** A process: sends pairs by every strategy, in turn and at a steady rate, and prints the losses of each. */

import { pairResult } from '../../../src/domain/pair.ts';
import type { Strategy } from '../../../src/domain/strategy.ts';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { LagMeter } from '../../../src/platform/lag.ts';
import { Prober } from '../../../src/wire/prober.ts';

/** Shorter than a C library's: only the loss matters here, not the wait. */
const PATIENCE = { deadlineMs: 1000, graceMs: 0 };

const [rounds, pauseMs, name = '', vip = '', endpoint = '', nodeLocal = ''] = process.argv.slice(2);
const servers: Partial<Record<Strategy, string>> = {
  pair: vip,
  separate: vip,
  staggered: vip,
  sequential: vip,
  reopen: vip,
  tcp: vip,
  endpoint,
  'node-local': nodeLocal,
};
const strategies = Object.entries(servers) as [Strategy, string][];

const lag = new LagMeter(systemClock, 20);
lag.start();
const prober = new Prober({ clock: systemClock, lag, signal: new AbortController().signal });
const pairs: Promise<readonly [Strategy, string, number]>[] = [];
for (let round = 0; round < Number(rounds); round++) {
  for (const [strategy, address] of strategies) {
    pairs.push(send(strategy, address));
    await sleep(systemClock, Number(pauseMs) / strategies.length);
  }
}
process.stdout.write(JSON.stringify(await Promise.all(pairs)));
await prober.close();

async function send(strategy: Strategy, address: string): Promise<readonly [Strategy, string, number]> {
  const server = { address, port: 53 };
  const outcome = await prober.pair({ strategy, name, server, transport: 'udp', patience: PATIENCE });
  return [strategy, pairResult(outcome), outcome.durationMs];
}
