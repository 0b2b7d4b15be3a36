/** A whole agent in the test's process, with a demo cluster, for tests that send it requests. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAgent } from '../../../src/agent/agent.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { type DemoCluster, startDemoCluster } from '../../../src/demo/cluster.ts';
import { formatServer } from '../../../src/domain/server.ts';
import { type Clock, systemClock } from '../../../src/platform/clock.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { seededRandom } from '../../../src/platform/random.ts';
import { sumOfSeries } from './series.ts';

/** Sockets of each kind, fresh and standing, over both transports. Race threads start from the build, so `race` is not among them. */
const STRATEGIES = ['pair', 'separate', 'tcp', 'endpoint', 'sticky'];

export interface WholeAgent {
  readonly port: number;
  readonly get: (path: string, init?: RequestInit) => Promise<Response>;
  /** The sum of all series whose name and labels match. */
  sum(series: RegExp): Promise<number>;
  /** Ends the agent, after all its probes have ended. */
  end(): Promise<void>;
}

/** An agent of `cluster`. It makes 40 lookups a second and sends 50 pairs. */
export async function startWholeAgent(
  cluster: DemoCluster,
  flags: Readonly<Record<string, string | string[]>> = {},
  clock: Clock = systemClock,
): Promise<WholeAgent> {
  const ending = new AbortController();
  const config = loadConfig({
    flags: {
      listen: '127.0.0.1:0',
      nameserver: [formatServer(cluster.vip)],
      endpoint: cluster.endpoints.map(formatServer),
      name: ['kubernetes.default.svc.cluster.local.'],
      maxQps: '200',
      lookupsInterval: '50ms',
      pairsInterval: '20ms',
      strategy: STRATEGIES,
      ...flags,
    },
    env: {},
    hostname: 'node-1',
    readFile: () => '',
  });
  const agent = await startAgent(config, {
    clock,
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
    },
  };
}

/** An agent of a healthy cluster. It makes 40 lookups a second and sends 40 pairs. `end` ends the cluster as well. */
export async function wholeAgent(): Promise<WholeAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'fivesec-reliability-'));
  const resolvConf = join(folder, 'resolv.conf');
  writeFileSync(resolvConf, 'nameserver 127.0.53.10\n');
  const random = seededRandom('agent');
  const cluster = await startDemoCluster({ fault: 'none', clock: systemClock, random });
  const agent = await startWholeAgent(cluster, { resolvConf, pairsInterval: '25ms' });
  return {
    ...agent,
    async end() {
      await agent.end();
      await cluster.close();
      rmSync(folder, { recursive: true });
    },
  };
}
