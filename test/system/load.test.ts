/** The bound on the DNS load, counted where it is felt: at the DNS server. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startDnsServer } from '../../src/demo/dns-server.ts';
import { ANSWER, DROP, withProbability } from '../../src/demo/script.ts';
import { formatServer } from '../../src/domain/server.ts';
import { sleep, systemClock } from '../../src/platform/clock.ts';
import { seededRandom } from '../../src/platform/random.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const WATCHED_MS = 75_000;
/** The agent's own default. */
const BOUND_QPS = 2;

test('with a third of all queries lost, retries and investigations included, the server sees the bound at the most', async () => {
  const script = withProbability(1 / 3, seededRandom('load'), DROP, ANSWER);
  const dns = await startDnsServer({ script, clock: systemClock });
  const startMs = systemClock.now();
  const flags = ['--listen', '127.0.0.1:0', '--name', 'kubernetes.default.svc.cluster.local.'];
  const agent = spawn(process.execPath, [MAIN, 'agent', '--nameserver', formatServer(dns.server), ...flags]);
  let log = '';
  agent.stdout.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  await sleep(systemClock, WATCHED_MS);
  const seconds = (systemClock.now() - startMs) / 1000;
  const queries = dns.received.length;
  agent.kill('SIGTERM');
  await once(agent, 'exit');
  await dns.close();
  // The quiet half of the claim: it did investigate, and it did ask about as often as it may.
  expect(log).toContain('a lookup stalled');
  expect(queries / seconds).toBeGreaterThan(BOUND_QPS / 2);
  expect(queries / seconds).toBeLessThanOrEqual(BOUND_QPS);
}, 120_000);
