/**
 * Whether requests to the agent change what it measures: a second with them, a second without, again and again. In the other seconds
 * the requests go to another server, so that the machine has as much to do in them: only what the agent does differs.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { nodeArgv } from '../../test/lab/dns/program.ts';
import { standUp } from '../../test/lab/lab.ts';
import { topology } from '../../test/lab/topology.ts';
import { startAgent } from './agent-in-pod.ts';
import { median, type Row } from './rows.ts';

const MINUTE_S = 60;
const MOST_CHANGE = 0.05;
const AGENT = '127.0.0.1:9353';
const BYSTANDER = '127.0.0.1:9354';
const BYSTANDERS_CODE = `
  const body = Buffer.alloc(40_000, 'fivesec ');
  require('node:http').createServer((request, response) => response.end(body)).listen(9354, '127.0.0.1');`;
/** Many probes, so that each kind has a thousand in both; the journal holds those of more than a minute. */
const FLAGS = [
  ...['pair', 'separate', 'tcp'].flatMap((strategy) => ['--strategy', strategy]),
  ...['--pairs-interval', '20ms', '--lookups-interval', '40ms'],
  ...['--max-qps', '100000', '--journal-size', '10000'],
];
/**
 * Both DNS pods run the same server. With a slower one beside it, a pair has two usual durations, one for each, and a median that lies between
 * them moves with the share of either.
 */
const SAME = ['dnsmasq', 'dnsmasq'] as const;

/** The second before a change may still affect a probe this soon after it. */
const EDGE_MS = 50;

const Entry = z.object({
  outcome: z.object({
    profile: z.string().optional(),
    strategy: z.string().optional(),
    startedAt: z.number(),
    durationMs: z.number(),
  }),
});
const Journal = z.object({ notable: z.array(Entry), others: z.array(Entry) });
type Kept = z.infer<typeof Entry>['outcome'];
type Pod = Awaited<ReturnType<typeof standUp>>['pod'];

export interface Requests {
  readonly path: string;
  readonly perSecond: number;
}

/** The row of a benchmark. `what` begins its bar: `100 scrapes a second`. */
export async function medianChange(what: string, requests: Requests, minutes: number): Promise<Row> {
  await using lab = await standUp(topology({ dnsPods: SAME }));
  const { pod } = lab;
  const agent = await startAgent(lab, FLAGS);
  await pod.spawn([process.execPath, '-e', BYSTANDERS_CODE]);
  await pause(10_000);
  const kept: Kept[] = [];
  let asked = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const { probes, made } = await minuteOfRequests(pod, requests);
    kept.push(...probes);
    asked += made;
  }
  agent.signal('SIGTERM');
  await agent.finished;

  const kinds = [...new Set(kept.map(kindOf))].map((kind) => {
    const durations = (isAsked: boolean) =>
      kept
        .filter((outcome) => kindOf(outcome) === kind && wasAsked(outcome) === isAsked)
        .map(({ durationMs }) => durationMs);
    const [quiet, loaded] = [median(durations(false)), median(durations(true))];
    return { kind, quiet, loaded, change: loaded / quiet - 1 };
  });
  const changes = kinds.map(
    ({ kind, quiet, loaded, change }) =>
      `${kind} ${quiet.toFixed(2)} and ${loaded.toFixed(2)} ms (${(100 * change).toFixed(1)} %)`,
  );
  return {
    bar: `${what} change no measured duration's median by more than ${100 * MOST_CHANGE} %`,
    measured: `without and with: ${changes.join(', ')}; ${kept.length} probes and ${asked} requests in ${minutes} minutes, the agent asked in every second one`,
    holds: kinds.every(({ change }) => Math.abs(change) <= MOST_CHANGE),
  };
}

/** The probes of a minute in which the agent is asked in every second second. */
async function minuteOfRequests(pod: Pod, { path, perSecond }: Requests) {
  const driver = new URL('../drivers/request.ts', import.meta.url);
  const startedAt = Date.now() + 2_000;
  const args = [String(perSecond), String(MINUTE_S), path, AGENT, BYSTANDER];
  const said = z.object({ answered: z.number() }).parse(JSON.parse(await pod.run(nodeArgv(driver, ...args))));
  const endedAt = Date.now() - 1_000;
  const fetched = `fetch('http://${AGENT}/api/recent').then((r) => r.text()).then((t) => process.stdout.write(t))`;
  const { notable, others } = Journal.parse(JSON.parse(await pod.run([process.execPath, '-e', fetched])));
  const probes = [...notable, ...others]
    .map(({ outcome }) => outcome)
    .filter((outcome) => outcome.startedAt > startedAt && outcome.startedAt < endedAt)
    .filter(({ startedAt: at }) => at % 1000 > EDGE_MS);
  return { probes, made: said.answered };
}

function kindOf({ profile, strategy }: Kept): string {
  return profile ?? strategy ?? '';
}

function wasAsked({ startedAt }: Kept): boolean {
  return Math.floor(startedAt / 1000) % 2 === 0;
}
