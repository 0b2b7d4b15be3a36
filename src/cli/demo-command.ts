/** `fivesec demo`: a cluster's DNS on loopback that misbehaves as chosen, and the real agent in front of it. */

import { startAgent } from '../agent.ts';
import { loadConfig } from '../config/load.ts';
import { startDemoCluster } from '../demo/cluster.ts';
import { FAULTS, type Fault } from '../demo/faults.ts';
import { formatServer } from '../domain/server.ts';
import { createLog } from '../platform/log.ts';
import { seededRandom } from '../platform/random.ts';
import { buildOf } from './agent-command.ts';
import type { ExitCode, Process } from './process.ts';

/** Ten times a node's usual load: a newcomer should not have to wait, and the server is our own. */
const DEMO_RHYTHM = { maxQps: '20', lookupsInterval: '2s', pairsInterval: '250ms' };

export interface DemoFlags {
  readonly fault: Fault;
  /** 0 to 1; each fault's own default if not given. */
  readonly rate?: number;
  readonly listen: string;
}

export async function runDemo({ fault, rate, listen }: DemoFlags, process: Process): Promise<ExitCode> {
  const { clock } = process;
  const random = seededRandom(process.hostname);
  const cluster = await startDemoCluster({ fault, clock, random, ...(rate !== undefined && { rate }) });
  const config = loadConfig({
    ...process,
    env: {},
    flags: {
      ...DEMO_RHYTHM,
      listen,
      nameserver: [formatServer(cluster.vip)],
      endpoint: cluster.endpoints.map(formatServer),
      nodeLocal: formatServer(cluster.nodeLocal),
      name: ['kubernetes.default.svc.cluster.local.'],
      logLevel: 'warn',
    },
  });
  const agent = await startAgent(config, { ...process, log: createLog('silent'), build: buildOf(process) });
  const { address, port } = agent.address;
  const host = address === '::' || address === '0.0.0.0' ? '127.0.0.1' : address;
  process.out(
    [
      `A DNS server on ${formatServer(cluster.vip)} that ${FAULTS[fault].does} (--fault ${fault}, rate ${cluster.rate}).`,
      'The fivesec agent asks it as applications do. Open:',
      '',
      `  http://${host}:${port}/          what is wrong, and why`,
      `  http://${host}:${port}/metrics   what Prometheus sees`,
      '',
      'A stall takes 5 seconds (2.5 with musl) to be one: look again in half a minute. Ctrl-C ends the demo.',
      '',
    ].join('\n'),
  );
  await agent.ended;
  await cluster.close();
  return 0;
}
