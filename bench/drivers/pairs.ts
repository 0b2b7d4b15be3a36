/** Runs in a pod: pairs of one strategy, one after the other, with a pause (milliseconds) after each.   VIP STRATEGY COUNT [PAUSE] */

import { z } from 'zod';
import { STRATEGY_IDS } from '../../src/domain/strategy.ts';
import { sleep, systemClock } from '../../src/platform/clock.ts';
import { LagMeter } from '../../src/platform/lag.ts';
import { keepHeapSmall } from '../../src/platform/small-heap.ts';
import { Prober } from '../../src/wire/prober.ts';

const [address, strategy, count, pauseMs] = z
  .tuple([z.string(), z.enum(STRATEGY_IDS), z.coerce.number(), z.coerce.number().default(0)])
  .parse(process.argv.slice(2));
// As in the agent: V8's optimisation affects how close together the two threads send.
keepHeapSmall();
const clock = systemClock;
const prober = new Prober({
  clock,
  lag: new LagMeter(clock, 30),
  signal: new AbortController().signal,
});
const order = {
  strategy,
  name: 'kubernetes.default.svc.cluster.local',
  server: { address, port: 53 },
  transport: 'udp',
  patience: { deadlineMs: 1_000, graceMs: 0 },
} as const;

let lost = 0;
for (let pair = 0; pair < count; pair += 1) {
  const { a, aaaa } = await prober.pair(order);
  lost += [a, aaaa].filter(({ kind }) => kind !== 'answered').length;
  if (pauseMs > 0) await sleep(clock, pauseMs);
}
await prober.close();
console.log(JSON.stringify({ lost }));
