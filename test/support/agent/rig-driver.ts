/**
 * Runs a counted rig in a process of its own, in the network namespace in which it was started, until SIGTERM. Prints its progress as a
 * line of JSON ten times a second, and its final counts as the last line. rig-process.ts starts it and reads both.   ORDER (JSON)
 */

import { readFileSync } from 'node:fs';
import { openFlows } from '../../../src/flows/open-flows.ts';
import { type Clock, sleep, systemClock } from '../../../src/platform/clock.ts';
import { errorCode } from '../../../src/platform/failure.ts';
import { keepHeapSmall } from '../../../src/platform/small-heap.ts';
import { openDescriptors } from '../machine/open-descriptors.ts';
import { pacedClock } from '../time/paced-clock.ts';
import { type CountedRig, countedRig } from './counted-rig.ts';
import type { FinalCounts, Order, Progress } from './rig-process.ts';

const REPORT_MS = 100;
const FLOW_READS_MS = 1000;
/** A descriptor is closed in a later turn of the event loop than its socket. */
const CLOSES_WITHIN_MS = 2000;
const GLANCE_MS = 10;

const order = JSON.parse(process.argv[2] ?? '') as Order;
keepHeapSmall();
const clock = pacedClock(order.pace ?? 1);
const before = openDescriptors();
let lastUsed: Pick<Progress, 'descriptors' | 'anonymousKb'> = { descriptors: before, anonymousKb: 0 };
const rig = await countedRig({
  clock,
  flags: () => order.flags,
  ...(order.stepMs !== undefined && { stepMs: order.stepMs }),
});
const healthy = countHealthy(rig);
const flows = order.procNet === undefined ? undefined : watchFlows(clock, rig, order.procNet);
const stopReports = systemClock.every(REPORT_MS, () => print(progress()));
process.once('SIGTERM', () => void end());

function progress(): Progress {
  return {
    judged: rig.judged(),
    healthy: healthy(),
    flowReads: flows?.reads() ?? 0,
    flows: flows?.counted() ?? 0,
    causes: rig.sureCauses(),
    ...used(),
  };
}

/** What was read last, while no descriptor is left to read it anew. */
function used(): typeof lastUsed {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const anonymousKb = Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]);
    lastUsed = { descriptors: openDescriptors(), anonymousKb };
  } catch (error) {
    if (errorCode(error) !== 'EMFILE') throw error;
  }
  return lastUsed;
}

async function end(): Promise<void> {
  stopReports();
  flows?.stop();
  const counts = await rig.end();
  for (let waited = 0; waited < CLOSES_WITHIN_MS && openDescriptors() > before; waited += GLANCE_MS)
    await sleep(systemClock, GLANCE_MS);
  const final: FinalCounts = { ...counts, descriptorsLeft: openDescriptors() - before };
  print(final);
}

/** The outcomes whose every query was answered. */
function countHealthy({ rig: asking }: CountedRig): () => number {
  let count = 0;
  asking.listen({
    pair({ a, aaaa }) {
      count += Number(a.kind === 'answered' && aaaa.kind === 'answered');
    },
    lookup({ result, retries }) {
      count += Number(result === 'ok' && retries === 0);
    },
  });
  return () => count;
}

/** Reads the node's conntrack table as the agent does, but each second, and without a bound on its cost. */
function watchFlows(clock: Clock, { rig, window }: CountedRig, procNet: string) {
  let [reads, counted] = [0, 0];
  const limits = { maxEntries: 1_000_000, cpuShare: 1, intervalMs: FLOW_READS_MS, keptMs: 300_000 };
  const watch = openFlows({ procNet }, limits, {
    clock,
    places: () => ({ vips: rig.vips(), pods: rig.pods.servers }),
    entries: () => window.latest.conntrackEntries,
    cpuMs: () => 0,
    awaiting: rig.awaiting,
    taken(rise) {
      reads += 1;
      for (const count of rise.flows.values()) counted += count;
    },
  });
  return {
    reads: () => reads,
    counted: () => counted,
    stop: clock.every(FLOW_READS_MS, () => void watch.step()),
  };
}

function print(line: Progress | FinalCounts): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
