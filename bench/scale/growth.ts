/** Series, size of the exposition and time of a judgement, as names and DNS pods grow. */

import { gzipSync } from 'node:zlib';
import type { Config } from '../../src/config/schema.ts';
import type { Server } from '../../src/domain/server.ts';
import { STRATEGY_IDS } from '../../src/domain/strategy.ts';
import { createRecorder } from '../../src/metrics/recorder.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openWindow } from '../../src/window/open-window.ts';
import { pair } from '../../test/support/wire/outcomes.ts';
import { median } from '../support/rows.ts';

const A_DAY_MS = 86_400_000;
const SIZES = [1, 10, 100];
const USUAL_PODS = 3;
const JUDGEMENTS = 15;
/** Pairs of five minutes at the default interval. */
const PAIRS = 150;
/** What the agent can send with one nameserver and known DNS pods. */
const STRATEGIES = STRATEGY_IDS.filter((one) => !['node-local', 'nameserver', 'large'].includes(one));

interface Growth {
  readonly names: number;
  readonly pods: number;
  readonly series: number;
  readonly kilobytes: number;
  readonly compressed: number;
  readonly judgeMs: number;
}

export async function growth(
  config: Config,
): Promise<{ readonly usual: Growth; readonly rows: readonly Growth[] }> {
  const usual = await measured(config, 1, USUAL_PODS);
  const rows = [usual];
  for (const names of SIZES.slice(1)) rows.push(await measured(config, names, USUAL_PODS));
  for (const pods of [...SIZES, 50]) rows.push(await measured(config, 1, pods));
  return { usual, rows };
}

async function measured(config: Config, names: number, pods: number): Promise<Growth> {
  const servers = Array.from({ length: pods }, (_, index) => ({ address: `10.244.${index}.2`, port: 53 }));
  const body = await exposition(config, names, servers);
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return {
    names,
    pods,
    series: lines.length,
    kilobytes: body.length / 1000,
    compressed: gzipSync(body).length / 1000,
    judgeMs: await judgement(config, servers),
  };
}

async function exposition({ profiles }: Config, names: number, servers: readonly Server[]): Promise<string> {
  const recorder = createRecorder({
    profiles,
    strategies: STRATEGIES,
    nameIds: Array.from({ length: names }, (_, index) => `name-${index}`),
    traceTargets: [],
    build: { version: '0', revision: '', nodeVersion: 'v0' },
    usage: () => ({ cpuMs: 0, residentBytes: 0, startedAt: 0 }),
  });
  recorder.setEndpoints(servers);
  for (const server of servers) recorder.recordPair(pair({ strategy: 'endpoint', server }));
  return (await recorder.expose()).body;
}

/** The time of a judgement over five minutes of pairs without a fault, milliseconds. */
async function judgement(config: Config, servers: readonly Server[]): Promise<number> {
  const context = {
    endpoints: servers.map(({ address }) => address),
    endpointAbsences: [],
    endpointsChangedAt: undefined,
    nameserver: '10.96.0.10',
    clusterDomain: 'cluster.local',
    nodeAgeMs: A_DAY_MS,
  };
  const window = await openWindow(config, { clock: systemClock, context: () => context });
  for (let index = 0; index < PAIRS; index += 1) {
    const server = servers[index % servers.length];
    window.pair(pair(index % 2 === 0 ? {} : { strategy: 'endpoint', ...(server && { server }) }));
  }
  const times = Array.from({ length: JUDGEMENTS }, () => {
    const startMs = performance.now();
    window.judge();
    return performance.now() - startMs;
  });
  return median(times);
}
