/** Runs the command in front of the demo's cluster, on loopback, and collects what it prints. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheckFlags, check } from '../../src/cli/actions/check.ts';
import { loadConfig } from '../../src/config/load.ts';
import { startDemoCluster } from '../../src/demo/cluster.ts';
import type { Fault } from '../../src/demo/faults.ts';
import { formatServer } from '../../src/domain/server.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { inSteps } from '../support/time/in-steps.ts';

export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface DemoCheck {
  readonly fault: Fault;
  readonly rate?: number;
  readonly flags?: Partial<CheckFlags>;
  readonly interactive?: boolean;
  readonly colour?: boolean;
  readonly signal?: AbortSignal;
  readonly config?: Readonly<Record<string, unknown>>;
}

/**
 * The wire is real, so the check takes its time: deadlines are a second instead of five. It runs in steps, because a busy machine would
 * starve the few probes of so short a check.
 */
export function checkDemo(order: DemoCheck): Promise<Printed> {
  return inSteps((clock) => checkOn(clock, order));
}

async function checkOn(clock: Clock, order: DemoCheck): Promise<Printed> {
  const { fault, rate } = order;
  const random = seededRandom('check');
  const cluster = await startDemoCluster({ fault, clock, random, ...(rate !== undefined && { rate }) });
  const folder = mkdtempSync(join(tmpdir(), 'fivesec-check-'));
  const resolvConf = join(folder, 'resolv.conf');
  writeFileSync(
    resolvConf,
    'search default.svc.cluster.local svc.cluster.local\noptions timeout:1 attempts:2\n',
  );
  const config = loadConfig({
    command: 'check',
    flags: {
      resolvConf,
      nameserver: [formatServer(cluster.vip)],
      endpoint: cluster.endpoints.map(formatServer),
      nodeLocal: formatServer(cluster.nodeLocal),
      pairsDeadline: '1s',
      pairsGrace: '200ms',
      ...order.config,
    },
    env: {},
    hostname: 'node-1',
    readFile: () => '',
    resolverTimeoutMs: () => 1000,
  });
  const printed = { out: '', err: '' };
  try {
    const code = await check(
      config,
      { json: false, explain: false, duration: '3s', ...order.flags },
      {
        clock,
        env: {},
        hostname: 'node-1',
        called: 'fivesec',
        nodeVersion: 'v0',
        usage: () => ({ cpuMs: 0, residentBytes: 0, startedAt: 0 }),
        nodeAgeMs: () => 86_400_000,
        signal: order.signal ?? new AbortController().signal,
        readFile: () => '',
        out: (text) => {
          printed.out += text;
        },
        err: (text) => {
          printed.err += text;
        },
        colour: order.colour ?? false,
        interactive: order.interactive ?? false,
        isTerminal: false,
      },
    );
    return { code, ...printed };
  } finally {
    await cluster.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
