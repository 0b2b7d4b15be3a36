/**
 * Faults of a whole agent, the built executable in a process of its own: no descriptors, no CPU for seconds, and SIGTERM at any moment.
 * FIVESEC_SIGTERMS asks for another number of moments, FIVESEC_STOP_SECONDS for a longer stop; 20 and 5 by default.
 */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { median } from '../../../bench/support/rows.ts';
import { type DemoCluster, startDemoCluster } from '../../../src/demo/cluster.ts';
import { formatServer } from '../../../src/domain/server.ts';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { seededRandom } from '../../../src/platform/random.ts';
import { inherited, start } from '../../lab/ground/command.ts';
import { complaints } from '../../support/agent/complaints.ts';
import { reconcile, startRig } from '../../support/agent/rig-process.ts';
import { sumOfSeries } from '../../support/agent/series.ts';
import { EXECUTABLE, executableMissing } from '../../support/machine/executable.ts';
import { needs } from '../../support/machine/requirement.ts';

const MOMENTS = Number(process.env['FIVESEC_SIGTERMS'] ?? 20);
const STOP_SECONDS = Number(process.env['FIVESEC_STOP_SECONDS'] ?? 5);
const MEASURED_MOMENTS = Math.ceil(MOMENTS / 4);
const TELLS_HANDLER = fileURLToPath(new URL('../../support/agent/tell-sigterm-handler.mjs', import.meta.url));
const random = seededRandom('sigterm');
let cluster: DemoCluster;
const ends: (() => void)[] = [];

beforeEach(async (ctx) => {
  needs(ctx, executableMissing());
  cluster = await startDemoCluster({ fault: 'none', clock: systemClock, random: seededRandom('process') });
});
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await cluster?.close();
});

interface Verdict {
  readonly cause: string;
  readonly confidence: number;
}

/** Starts an agent that measures much, and keeps what it says. */
function startOne() {
  const argv = ['agent', '--listen', '127.0.0.1:0', '--nameserver', formatServer(cluster.vip)];
  argv.push(
    '--name',
    'kubernetes.default.svc.cluster.local.',
    '--max-qps',
    '200',
    '--lookups-interval',
    '100ms',
  );
  argv.push('--pairs-interval', '50ms');
  const stdio: ['ignore', 'pipe', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe', 'pipe'];
  const line = ['--import', TELLS_HANDLER, EXECUTABLE, ...argv];
  const child = spawn(process.execPath, line, { stdio, env: inherited() });
  // Before that, Node.js itself is still starting, and no program could handle the signal.
  const handlesSigterm = once(child.stdio[3] as Readable, 'data');
  ends.push(() => child.kill('SIGKILL'));
  let said = '';
  for (const output of [child.stdout, child.stderr]) output?.on('data', (bytes) => (said += String(bytes)));
  const port = async () => {
    const listens = () => /"listen":\{"address":"127\.0\.0\.1","port":(\d+)\}/.exec(said)?.[1];
    await expect.poll(listens).toBeDefined();
    return Number(listens());
  };
  return { child, port, handlesSigterm, said: () => said };
}

async function metric(port: number, series: RegExp): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return sumOfSeries(text, series);
}

const probes = (port: number) => metric(port, /^fivesec_(?:lookups|pairs)_total\{/);

/** Verdicts above 0.5 about DNS or the path to it. */
async function sureCauses(port: number): Promise<readonly string[]> {
  const verdicts = (await (await fetch(`http://127.0.0.1:${port}/api/verdicts`)).json()) as Verdict[];
  return verdicts
    .filter(({ confidence, cause }) => confidence > 0.5 && cause !== 'agent-starved')
    .map(({ cause }) => cause);
}

const descriptors = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;

const limitDescriptors = (pid: number, most: number) =>
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${most}:4096`]);

describe('an agent', () => {
  it('that may open no more descriptors blames no server for it, and goes on when it may again', async () => {
    const { child, port: listening } = startOne();
    const port = await listening();
    const pid = child.pid ?? 0;
    const limit = (most: number) => limitDescriptors(pid, most);
    await expect.poll(() => probes(port)).toBeGreaterThan(50);
    const before = descriptors(pid);
    limit(10);
    await sleep(systemClock, 4000);
    limit(4096);
    const atOnce = await sureCauses(port);
    const counted = await probes(port);
    await expect.poll(() => probes(port)).toBeGreaterThan(counted + 50);
    expect(atOnce.filter((cause) => cause !== 'send-refused')).toEqual([]);
    expect(await metric(port, /^fivesec_send_errors_total\{code="other"\}/)).toBeGreaterThan(0);
    await expect.poll(() => descriptors(pid)).toBeLessThan(before + 15);
    expect(child.exitCode).toBeNull();
  });

  it(`that is stopped for ${STOP_SECONDS} s names no cause for it`, {
    timeout: 60_000 + STOP_SECONDS * 1000,
  }, async () => {
    const { child, port: listening } = startOne();
    const port = await listening();
    await expect.poll(() => probes(port)).toBeGreaterThan(50);
    child.kill('SIGSTOP');
    await sleep(systemClock, STOP_SECONDS * 1000);
    child.kill('SIGCONT');
    const counted = await probes(port);
    await expect.poll(() => probes(port)).toBeGreaterThan(counted + 50);
    expect(await sureCauses(port)).toEqual([]);
  });

  it(`ends with 0 within a second of SIGTERM, at each of ${MOMENTS} random moments`, {
    timeout: 20_000 + MOMENTS * 10_000,
  }, async () => {
    const ended: { code: number | null; complaints: readonly string[] }[] = [];
    const tookMs: number[] = [];
    // The signal waits while the program loads: half a second on a quiet machine. A busy one gets as long as its slowest start.
    let slowestStartMs = 0;
    for (let moment = 0; moment < MOMENTS; moment += 1) {
      const bornMs = systemClock.now();
      const { child, said, port, handlesSigterm } = startOne();
      const close = once(child, 'close');
      // Half of them while it measures, the others at any moment of the start.
      await (moment % 2 === 0 ? port() : handlesSigterm);
      if (moment % 2 === 0) slowestStartMs = Math.max(slowestStartMs, systemClock.now() - bornMs);
      await sleep(systemClock, random.next() * 800);
      const startMs = systemClock.now();
      child.kill('SIGTERM');
      const [code] = (await close) as [number | null];
      tookMs.push(systemClock.now() - startMs);
      ended.push({ code, complaints: complaints(said()) });
    }
    expect(ended).toEqual(ended.map(() => ({ code: 0, complaints: [] })));
    // Not each of them: a busy machine may hold one process back.
    expect(median(tookMs)).toBeLessThan(slowestStartMs > 1000 ? 1000 + slowestStartMs : 1000);
  });
});

// An agent counts no starts, so its counters are reconciled with its measuring half alone.
describe('the measuring half, whose every start has an outcome that is counted once,', () => {
  const measuringHalf = () => startRig(start, { flags: { nameserver: [formatServer(cluster.vip)] } });

  it('may open no more descriptors, and goes on when it may again', async () => {
    const rig = await measuringHalf();
    await rig.rises('healthy', 40);
    limitDescriptors(rig.pid, 10);
    await rig.rises('judged', 40);
    limitDescriptors(rig.pid, 4096);
    await rig.rises('healthy', 40);
    const account = await rig.end();
    reconcile(account);
    expect(sumOfSeries(account.exposition, /^fivesec_send_errors_total\{code="other"\}/)).toBeGreaterThan(0);
  });

  it(`is stopped for ${STOP_SECONDS} s`, { timeout: 60_000 + STOP_SECONDS * 1000 }, async () => {
    const rig = await measuringHalf();
    await rig.rises('healthy', 40);
    process.kill(rig.pid, 'SIGSTOP');
    await sleep(systemClock, STOP_SECONDS * 1000);
    process.kill(rig.pid, 'SIGCONT');
    await rig.rises('healthy', 40);
    reconcile(await rig.end());
  });

  it(`ends by SIGTERM, at each of ${MEASURED_MOMENTS} random moments`, {
    timeout: 20_000 + MEASURED_MOMENTS * 20_000,
  }, async () => {
    for (let moment = 0; moment < MEASURED_MOMENTS; moment += 1) {
      const rig = await measuringHalf();
      await rig.rises('judged', 1);
      await sleep(systemClock, random.next() * 800);
      reconcile(await rig.end());
    }
  });
});
