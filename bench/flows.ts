/** The cost of reading the conntrack table's flows to DNS, from a file with this number of entries.   [entries] */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { read } from '../src/domain/reading.ts';
import { FlowWatch } from '../src/flows/flow-watch.ts';
import { readPieces } from '../src/kernel/files.ts';
import { readFlows } from '../src/kernel/flows/read-flows.ts';
import { systemClock } from '../src/platform/clock.ts';
import { keepHeapSmall } from '../src/platform/small-heap.ts';
import { entries, POD, VIP, withFile } from '../test/kernel/flows/entries.ts';
import { countArgument, report } from './rows.ts';

const MOST_CPU_MS = 1000;
const MOST_DELAY_MS = 5;
const MOST_SHARE = 0.01;
const TEN_MINUTES_MS = 600_000;

const count = countArgument(200_000);
const text = `${[...entries(count)].join('\n')}\n`;

await withFile(text, async (path) => {
  const worst = await measure(path, VIP);
  const none = await measure(path, '192.0.2.1');
  const watched = await watch(path);
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
    {
      bar: `the agent's watch, with the agent's heap, reads them for ten minutes: at most ${100 * MOST_SHARE} % of a CPU`,
      measured: `${(100 * watched.share).toFixed(2)} %: ${watched.reads} readings, ${watched.cpuMs.toFixed(0)} ms each, ${watched.skipped} left out, loop held for ${watched.delayMs.toFixed(1)} ms at most`,
      holds: watched.share <= MOST_SHARE,
    },
  ]);
});

/** The agent's watch over ten minutes of a simulated clock, which stops while the watch reads. */
async function watch(path: string) {
  keepHeapSmall();
  collect();
  let [waitedMs, reads, skipped, cpuMs] = [0, 0, 0, 0];
  const clock = { ...systemClock, now: () => systemClock.now() + waitedMs };
  const limits = { maxEntries: count, cpuShare: MOST_SHARE, intervalMs: 10_000, keptMs: 300_000 };
  const watcher = new FlowWatch(limits, {
    clock,
    places: () => ({ vips: [{ address: VIP, port: 53 }], pods: [{ address: POD, port: 53 }] }),
    ownAddresses: () => ['10.244.0.5'],
    flows: (filter, bounds) => readFlows(readPieces(path), filter, bounds),
    entries: () => read(count),
    cpuMs: () => cpuMillis(),
    taken(_, spentMs) {
      reads += 1;
      cpuMs += spentMs;
    },
    skipped: () => {
      skipped += 1;
    },
  });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (; waitedMs < TEN_MINUTES_MS; waitedMs += 1000) await watcher.step();
  delay.disable();
  return { reads, skipped, cpuMs: cpuMs / reads, share: cpuMs / waitedMs, delayMs: delay.max / 1e6 - 1 };
}

async function measure(path: string, address: string) {
  collect();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = cpuMillis();
  let flows = 0;
  const limits = { clock: systemClock, maxEntries: count };
  for await (const _ of readFlows(readPieces(path), { addresses: [address], ports: [53] }, limits))
    flows += 1;
  const cpuMs = cpuMillis() - before;
  delay.disable();
  return { flows, cpuMs, delayMs: delay.max / 1e6 - 1 };
}

/** Collects this program's own garbage, the text of the file, so that this is not measured. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
