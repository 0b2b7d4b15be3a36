/** The cost of reading the conntrack table's flows to DNS, from a file with this number of entries.   [entries] */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readPieces } from '../src/kernel/files.ts';
import { readFlows } from '../src/kernel/flows/read-flows.ts';
import { systemClock } from '../src/platform/clock.ts';
import { entries, VIP, withFile } from '../test/kernel/flows/entries.ts';
import { nodeArgv } from '../test/lab/dns/program.ts';
import { run } from '../test/lab/ground/command.ts';
import { standUp } from '../test/lab/lab.ts';
import { topology } from '../test/lab/topology.ts';
import { type Held, heldLoop, idleLoop } from './flows/held-loop.ts';
import { cpuMillis } from './flows/watch.ts';
import { MOST_SHARE, type Watched } from './flows/watch-driver.ts';
import { countArgument } from './support/arguments.ts';
import { median, quantile, report } from './support/rows.ts';

const RUNS = 5;
const MOST_CPU_MS = 1000;
const MOST_DELAY_MS = 5;
const MOST_LONGER = 1.1;
const PERIODS = 20;

const count = countArgument(200_000);
const text = `${[...entries(count)].join('\n')}\n`;

await withFile(text, async (path) => {
  const worst = await runs(() => measure(path, VIP));
  const none = await runs(() => measure(path, '192.0.2.1'));
  const watched = await runs(() => watch(path));
  const [without, during] = await durations(path);
  const share = median(watched.map((run) => run.share));
  report([
    {
      bar: `one reading of ${count} entries, each a flow to DNS: at most ${MOST_CPU_MS} ms of CPU`,
      measured: `${spread(worst.map(({ cpuMs }) => cpuMs))} ms, ${worst[0]?.flows} flows`,
      holds: median(worst.map(({ cpuMs }) => cpuMs)) <= MOST_CPU_MS,
    },
    heldRow('the event loop is held', worst),
    {
      bar: 'the same entries, none of them to the address that is looked for',
      measured: `${spread(none.map(({ cpuMs }) => cpuMs))} ms of CPU, ${none[0]?.flows} flows`,
    },
    {
      bar: `the agent's watch, with the agent's heap, reads them for ten minutes: at most ${100 * MOST_SHARE} % of a CPU`,
      measured: `${spread(watched.map((run) => 100 * run.share))} %: ${watched[0]?.reads} readings, ${spread(watched.map(({ cpuMs }) => cpuMs))} ms each, ${watched[0]?.skipped} left out`,
      holds: share <= MOST_SHARE,
    },
    heldRow("the event loop is held by the agent's watch", watched),
    {
      bar: 'while the table is read, 99 % of the durations of queries are at most 10 % longer',
      measured: `p50 ${ms(during.p50)} ms, ${ms(without.p50)} without; p99 ${ms(during.p99)} ms, ${ms(without.p99)} without`,
      holds: during.p99 <= MOST_LONGER * without.p99,
    },
  ]);
});

/** One after the other, each after a garbage collection. */
async function runs<T>(once: () => Promise<T>): Promise<readonly T[]> {
  const done: T[] = [];
  for (let turn = 0; turn < RUNS; turn += 1) {
    collect();
    done.push(await once());
  }
  return done;
}

/** The agent's watch over ten minutes, in a process of its own. */
async function watch(path: string): Promise<Watched> {
  const argv = nodeArgv(new URL('flows/watch-driver.ts', import.meta.url), path, String(count));
  return JSON.parse(await run(argv)) as Watched;
}

async function measure(path: string, address: string) {
  const [beganMs, measured] = [systemClock.now(), heldLoop()];
  const before = cpuMillis();
  let flows = 0;
  const limits = { clock: systemClock, maxEntries: count };
  for await (const _ of readFlows(readPieces(path), { addresses: [address], ports: [53] }, limits))
    flows += 1;
  const [cpuMs, held] = [cpuMillis() - before, measured()];
  return { flows, cpuMs, held, idle: await idleLoop(systemClock.now() - beganMs) };
}

/** The durations of the rig's queries in a pod of the lab, without a reading and during one: medians of the periods. */
async function durations(path: string) {
  await using lab = await standUp(topology());
  const argv = nodeArgv(
    new URL('flows/pairs-driver.ts', import.meta.url),
    ...[path, String(count), lab.vip, lab.endpoints.join(), String(PERIODS)],
  );
  const periods = JSON.parse(await lab.pod.run(argv)) as readonly (readonly number[])[];
  const of = (odd: number) => {
    const chosen = periods.filter((_, index) => index % 2 === odd);
    const at = (part: number) => median(chosen.map((values) => quantile(values, part)));
    return { p50: at(0.5), p99: at(0.99) };
  };
  return [of(0), of(1)] as const;
}

/** By the CPU of the thread itself: a machine that stands still holds a loop that does nothing, too. */
function heldRow(what: string, measured: readonly { readonly held: Held; readonly idle: Held }[]) {
  const own = measured.map((run) => run.held.cpuMs);
  const clock = spread(measured.map((run) => run.held.ms));
  return {
    bar: `${what} for at most ${MOST_DELAY_MS} ms of its thread's CPU at a time`,
    measured: `${spread(own)} ms at most; by the clock ${clock} ms, and ${spread(measured.map((run) => run.idle.ms))} ms in as long a time without a reading`,
    holds: median(own) <= MOST_DELAY_MS,
  };
}

/** The median of the runs, with the smallest and the largest. */
function spread(values: readonly number[]): string {
  return `${ms(median(values))} (${ms(Math.min(...values))} to ${ms(Math.max(...values))})`;
}

function ms(value: number): string {
  return value < 100 ? value.toFixed(2) : value.toFixed(0);
}

/** Collects this program's own garbage, the text of the file, so that this is not measured. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
