/** A whole agent in the test's process, with a healthy demo cluster, for tests that send it requests. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAgent } from '../../../src/agent/agent.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { startDemoCluster } from '../../../src/demo/cluster.ts';
import { formatServer } from '../../../src/domain/server.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { seededRandom } from '../../../src/platform/random.ts';
import { sumOfSeries } from './series.ts';

/** Sockets of each kind, fresh and standing, over both transports. */
const STRATEGIES = ['pair', 'separate', 'tcp', 'endpoint', 'sticky'];

export interface WholeAgent {
  readonly port: number;
  get(path: string, init?: RequestInit): Promise<Response>;
  /** The sum of all series whose name and labels match. */
  sum(series: RegExp): Promise<number>;
  /** Ends the agent and the cluster, after all probes of the agent have ended. */
  end(): Promise<void>;
}

/** Asks 40 pairs and 40 lookups a second, and waits for its first round. */
export async function wholeAgent(): Promise<WholeAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'fivesec-reliability-'));
  writeFileSync(join(folder, 'resolv.conf'), 'nameserver 127.0.53.10\n');
  const cluster = await startDemoCluster({
    fault: 'none',
    clock: systemClock,
    random: seededRandom('agent'),
  });
  const ending = new AbortController();
  const config = loadConfig({
    flags: {
      listen: '127.0.0.1:0',
      resolvConf: join(folder, 'resolv.conf'),
      nameserver: [formatServer(cluster.vip)],
      endpoint: cluster.endpoints.map(formatServer),
      name: ['kubernetes.default.svc.cluster.local.'],
      maxQps: '200',
      lookupsInterval: '50ms',
      pairsInterval: '25ms',
      strategy: STRATEGIES,
    },
    env: {},
    hostname: 'node-1',
    readFile: () => '',
  });
  const agent = await startAgent(config, {
    clock: systemClock,
    log: silentLog,
    signal: ending.signal,
    usage: () => ({ cpuMs: 0, residentBytes: 0, startedAt: 0 }),
    build: { version: '0', revision: '', nodeVersion: 'v0' },
    nodeAgeMs: () => 86_400_000,
  });
  const { port } = agent.address;
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  return {
    port,
    get,
    async sum(series) {
      return sumOfSeries(await (await get('/metrics')).text(), series);
    },
    async end() {
      ending.abort();
      await agent.ended;
      await cluster.close();
      rmSync(folder, { recursive: true });
    },
  };
}
