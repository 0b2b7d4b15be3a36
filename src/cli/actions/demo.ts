/** `fivesec demo`: a cluster's DNS on loopback with a chosen fault, and the real agent that measures it. */

import { type Agent, startAgent } from '../../agent/agent.ts';
import { percent } from '../../compare/counts/wording.ts';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { type DemoCluster, startDemoCluster } from '../../demo/cluster.ts';
import { FAULTS, type Fault } from '../../demo/faults.ts';
import { Story } from '../../demo/story.ts';
import { formatServer, type Server } from '../../domain/server.ts';
import { createLog } from '../../platform/log.ts';
import { seededRandom } from '../../platform/random.ts';
import type { ExitCode, Process } from '../process.ts';
import { buildOf } from '../version.ts';

/** Ten times a node's usual load, so that the first result comes soon. The server is the demo's own, so the load does no harm. */
const DEMO_RATES = { maxQps: '20', lookupsInterval: '2s', pairsInterval: '250ms' };

const LOOK_MS = 1_000;
/** How often the summary is written if the output is not a terminal. */
const UNATTENDED_SUM_MS = 60_000;

export interface DemoFlags {
  readonly fault: Fault;
  /** 0 to 1; each fault's own default if not given. */
  readonly rate?: number;
  readonly listen: string;
}

/** Runs until a signal ends it. Throws a `Failure` if a port is taken. */
export async function runDemo({ fault, rate, listen }: DemoFlags, process: Process): Promise<ExitCode> {
  const { clock } = process;
  const random = seededRandom(process.hostname);
  const cluster = await startDemoCluster({ fault, clock, random, ...(rate !== undefined && { rate }) });
  try {
    const agent = await startAgent(agentConfig(cluster, listen, process), {
      ...process,
      log: createLog('silent'),
      build: buildOf(process),
    });
    const page = pageOf(agent.address);
    process.out(welcome(cluster, page, process.called));
    await writeStory(agent, page, process);
    return 0;
  } finally {
    // Needed also if a port is taken: open servers would keep the process alive after its error.
    await cluster.close();
  }
}

function agentConfig(cluster: DemoCluster, listen: string, process: Process): Config {
  return loadConfig({
    ...process,
    env: {},
    flags: {
      ...DEMO_RATES,
      listen,
      nameserver: [formatServer(cluster.vip)],
      endpoint: cluster.endpoints.map(formatServer),
      nodeLocal: formatServer(cluster.nodeLocal),
      name: ['kubernetes.default.svc.cluster.local.'],
    },
  });
}

function pageOf({ address, port }: Server): string {
  const host = address === '::' || address === '0.0.0.0' ? '127.0.0.1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
}

function welcome(cluster: DemoCluster, page: string, called: string): string {
  const { vip, fault, rate } = cluster;
  const { does, hits } = FAULTS[fault];
  const isWell = fault === 'none';
  const share = isWell ? '' : `: ${percent(rate)} of ${hits}`;
  const toExpect = isWell
    ? 'Nothing stalls, and the page says so.'
    : 'The first slow lookup and its cause appear here, usually within a minute: a stall takes 5 seconds (2.5 with musl).';
  return [
    `A DNS server on ${formatServer(vip)} ${does} (--fault ${fault}${share}).`,
    `The fivesec agent asks it as applications do. Its page: ${page} (metrics: ${page}metrics)`,
    `To diagnose it from a second terminal: ${called} check ${checkFlags(cluster)}`,
    "The demo has no node, so a node's counters are not known. In a cluster they make verdicts surer.",
    `${toExpect} Ctrl-C ends the demo.`,
    '',
    '',
  ].join('\n');
}

/** The flags with which `fivesec check` asks the servers of the demo. */
function checkFlags({ vip, endpoints, nodeLocal }: DemoCluster): string {
  return [
    `--nameserver ${formatServer(vip)}`,
    ...endpoints.map((pod) => `--endpoint ${formatServer(pod)}`),
    `--node-local ${formatServer(nodeLocal)}`,
  ].join(' ');
}

/** Writes what happens until the agent has ended, and then the summary. */
async function writeStory(agent: Agent, page: string, { clock, out, isTerminal }: Process): Promise<void> {
  const startMs = clock.now();
  const story = new Story({ elapsedMs: () => clock.now() - startMs, page });
  const write = (lines: readonly string[]) => {
    if (lines.length > 0) out(`${lines.join('\n')}\n`);
  };
  agent.listen({ lookup: (outcome) => write(story.lookup(outcome)) });
  const stops = [
    clock.every(LOOK_MS, () => write(story.verdicts(agent.verdicts()))),
    // If the reader of a pipe has ended, only a write shows it.
    ...(isTerminal ? [] : [clock.every(UNATTENDED_SUM_MS, () => write([story.sum()]))]),
  ];
  await agent.ended;
  for (const stop of stops) stop();
  write(['', story.end()]);
}
