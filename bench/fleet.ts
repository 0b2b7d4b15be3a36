/** 5,000 simulated agents: how long the page of the fleet takes, how large it is, and what memory it needs.   [agents] */

import { setTimeout as pause } from 'node:timers/promises';
import type { NodeReport } from '../src/domain/node-report.ts';
import type { Server } from '../src/domain/server.ts';
import type { AgentAnswer } from '../src/fleet/ask-agent.ts';
import { Fleet } from '../src/fleet/fleet.ts';
import { fleetPage } from '../src/fleet/fleet-page.ts';
import { readReport } from '../src/fleet/read-report.ts';
import { systemClock } from '../src/platform/clock.ts';
import { seededRandom } from '../src/platform/random.ts';
import { keepHeapSmall } from '../src/platform/small-heap.ts';
import { countArgument } from './support/arguments.ts';
import { report } from './support/rows.ts';

const LONGEST_MS = 3_000;
const MOST_MEGABYTES = 100;
const MOST_KILOBYTES = 150;
const DNS_PODS = 60;
const SAMPLE_MS = 5;

// The settings of the agent's own process.
keepHeapSmall();
const agents = countArgument(5_000);
const random = seededRandom('fleet');
const addresses = Array.from(
  { length: agents },
  (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
);

/** Made before the clock starts. */
const texts = new Map(addresses.map((address) => [address, JSON.stringify(reportOf(address))]));

/** As text, so that parsing and validation are part of the time. One agent in a hundred does not answer. */
async function ask({ address }: Server): Promise<AgentAnswer> {
  await pause(1 + 10 * random.next());
  if (random.next() < 0.01) return { kind: 'silent', reason: 'nothing listens there (ECONNREFUSED)' };
  const read = readReport(texts.get(address) ?? '');
  return read.kind === 'report' ? read : { kind: 'silent', reason: read.reason };
}

function reportOf(address: string): NodeReport {
  const isOld = random.next() < 0.1;
  return {
    ...{
      schema: 1,
      node: `node-${address}.example.internal`,
      version: '0.1.0',
      ready: true,
      windowMs: 300_000,
    },
    ...{
      kernel: isOld ? '4.19.0-6-amd64' : '6.1.0-18-amd64',
      cpus: 8,
      raceWindow: isOld ? 'open' : 'absent',
    },
    zone: `zone-${Math.floor(3 * random.next())}`,
    ...(isOld && { verdict: { cause: 'conntrack-race', confidence: 0.95 } }),
    lookups: { made: 120, slow: isOld ? 5 : 0, failed: 0 },
    pairs: { sent: 140, lost: isOld ? 9 : 0 },
    dnsPods: Array.from({ length: DNS_PODS }, (_, pod) => ({
      address: `10.244.0.${pod}`,
      pairs: 4,
      lost: random.next() < 0.001 ? 1 : 0,
    })),
  };
}

const residentMegabytes = () => process.memoryUsage.rss() / 2 ** 20;
const before = residentMegabytes();
let most = before;
const sampling = setInterval(() => {
  most = Math.max(most, residentMegabytes());
}, SAMPLE_MS);
const fleet = new Fleet(
  { agents: [], agentsName: 'agents.test.', agentsPort: 9353 },
  { clock: systemClock, signal: new AbortController().signal, resolve: async () => addresses, ask },
);
const startMs = performance.now();
const startCpu = process.cpuUsage();
const view = await fleet.view();
const askedMs = performance.now() - startMs;
if (view.kind !== 'survey') throw new Error(view.reason);
const page = fleetPage(view.survey);
const allMs = performance.now() - startMs;
const { user, system } = process.cpuUsage(startCpu);
const cpuS = (user + system) / 1e6;
clearInterval(sampling);
most = Math.max(most, residentMegabytes());

const kilobytes = Buffer.byteLength(page) / 1000;
const { reports, silent } = view.survey;
report([
  {
    bar: `the page of ${agents} agents is there in ${LONGEST_MS / 1000} s`,
    measured: `${(allMs / 1000).toFixed(2)} s: ${(askedMs / 1000).toFixed(2)} s to ask, ${(allMs - askedMs).toFixed(0)} ms to conclude and render (${cpuS.toFixed(2)} s of CPU in all); ${reports.length} answered in 1 to 11 ms each, ${silent.length} did not; ${DNS_PODS} DNS pods`,
    holds: allMs < LONGEST_MS,
  },
  {
    bar: `it takes at most ${MOST_MEGABYTES} MB more memory`,
    measured: `${(most - before).toFixed(0)} MB at most (${before.toFixed(0)} MB before)`,
    holds: most - before <= MOST_MEGABYTES,
  },
  {
    bar: `it has at most ${MOST_KILOBYTES} kB`,
    measured: `${kilobytes.toFixed(0)} kB`,
    holds: kilobytes <= MOST_KILOBYTES,
  },
]);
