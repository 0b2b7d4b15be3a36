/** What it costs to read the conntrack table's flows to DNS, from a file of as many entries.   [entries] */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readFlows } from '../src/kernel/flows/read-flows.ts';
import { systemClock } from '../src/platform/clock.ts';
import { entries, VIP, withFile } from '../test/kernel/flows/entries.ts';
import { countArgument, report } from './rows.ts';

const MOST_CPU_MS = 1000;
const MOST_DELAY_MS = 5;

const count = countArgument(200_000);
const text = `${[...entries(count)].join('\n')}\n`;

await withFile(text, async (path) => {
  const worst = await measure(path, VIP);
  const none = await measure(path, '192.0.2.1');
  report([
    {
      bar: `one reading of ${count} entries, each a flow to DNS: at most ${MOST_CPU_MS} ms of CPU`,
      measured: `${worst.cpuMs.toFixed(0)} ms, ${worst.flows} flows`,
      holds: worst.cpuMs <= MOST_CPU_MS && worst.flows === count,
    },
    {
      bar: `the event loop is held for at most ${MOST_DELAY_MS} ms at a time`,
      measured: `${worst.delayMs.toFixed(1)} ms at most`,
      holds: worst.delayMs <= MOST_DELAY_MS,
    },
    {
      bar: 'the same entries, none of them to the address that is looked for',
      measured: `${none.cpuMs.toFixed(0)} ms of CPU, ${none.flows} flows`,
    },
  ]);
});

async function measure(path: string, address: string) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = process.cpuUsage();
  let flows = 0;
  const limits = { clock: systemClock, maxEntries: count };
  for await (const _ of readFlows(path, { addresses: [address], ports: [53] }, limits)) flows += 1;
  const { user, system } = process.cpuUsage(before);
  delay.disable();
  return { flows, cpuMs: (user + system) / 1000, delayMs: delay.max / 1e6 - 1 };
}
