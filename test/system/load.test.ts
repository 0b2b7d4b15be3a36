/** The bound on the DNS load, counted where it is felt: at the DNS server. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { startDnsServer } from '../../src/demo/dns-server.ts';
import { ANSWER, DROP, withProbability } from '../../src/demo/script.ts';
import { formatServer } from '../../src/domain/server.ts';
import { sleep, systemClock } from '../../src/platform/clock.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { EXECUTABLE } from '../support/machine/executable.ts';

/** The agent's own default. */
const BOUND_QPS = 2;
/** What the agent starts with, and pays back within ten minutes: half of `investigation.budget`. */
const CREDIT = 100;
/** Retries of the lookups that are under way: known, and paid for, when these end. */
const UNDER_WAY = 24;
const TEN_SECONDS = 10_000;

/** Runs the agent at its defaults for `wellMs`, then loses a third of all queries for `illMs`; when each query came, from its start. */
async function queriesOver(wellMs: number, illMs: number): Promise<readonly number[]> {
  const dns = await startDnsServer({ script: () => ANSWER, clock: systemClock });
  const server = formatServer(dns.server);
  const flags = ['--listen', '127.0.0.1:0', '--name', 'kubernetes.default.svc.cluster.local.'];
  const startMs = systemClock.now();
  const agent = spawn(process.execPath, [
    ...[EXECUTABLE, 'agent', '--nameserver', server, '--endpoint', server],
    ...flags,
  ]);
  await sleep(systemClock, wellMs);
  dns.setScript(withProbability(1 / 3, seededRandom('load'), DROP, ANSWER));
  await sleep(systemClock, illMs);
  const times = dns.received.map(({ atMs }) => atMs - startMs);
  agent.kill('SIGTERM');
  await once(agent, 'exit');
  await dns.close();
  return times;
}

/** The most queries in ten seconds that begin at `fromMs` or later. */
function busiest(times: readonly number[], fromMs: number): number {
  const own = times.filter((time) => time >= fromMs);
  return Math.max(
    ...own.map((from) => own.filter((time) => time >= from && time < from + TEN_SECONDS).length),
  );
}

describe.concurrent('the load on DNS', () => {
  const cases = [
    { title: 'loses a third from the start', wellMs: 0, illMs: 75_000 },
    { title: 'has saved up for an investigation', wellMs: 60_000, illMs: 90_000 },
  ];
  test.for(cases)(
    'stays within the bound, retries and investigations included, where the agent $title',
    { timeout: 200_000 },
    async ({ wellMs, illMs }) => {
      const times = await queriesOver(wellMs, illMs);
      const over = times.map((atMs, index) => index + 1 - (BOUND_QPS * atMs) / 1000);
      expect(Math.max(...over)).toBeLessThanOrEqual(UNDER_WAY + CREDIT);
      expect(times.length - CREDIT).toBeLessThanOrEqual((BOUND_QPS * (wellMs + illMs)) / 1000);
      // The quiet half of the claim: it did ask about as often as it may, and it did investigate.
      expect(times.length / ((wellMs + illMs) / 1000)).toBeGreaterThan(BOUND_QPS / 2);
      const quiet = busiest(
        times.filter((time) => time < wellMs),
        0,
      );
      if (wellMs > 0) expect(busiest(times, wellMs)).toBeGreaterThan(1.5 * quiet);
    },
  );
});
