/** The cost of a program at its default settings: its start, a scrape, its memory. */

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../../src/platform/failure.ts';
import { nodeArgv } from '../../test/lab/dns/program.ts';
import type { Lab } from '../../test/lab/lab.ts';
import { anonymousBytes, residentBytes } from '../support/agent-in-pod.ts';
import type { Peer, Standing } from './sample.ts';

export const SETTLED_S = 40;
const READY_MS = 10_000;
const GLANCE_MS = 20;

const Said = z.object({ servedAtMs: z.number(), scrapeMs: z.number(), scrapeBytes: z.number() });

/**
 * Starts `peer`, and resolves when it has served its metrics: to what gives its memory once it has settled, and ends it. So another program
 * can start in that time. Undefined for a program that serves no metrics.
 */
export async function standing(lab: Lab, peer: Peer): Promise<(() => Promise<Standing>) | undefined> {
  if (peer.service === undefined) return undefined;
  const driver = await lab.pod.spawn(
    nodeArgv(new URL('metrics-driver.ts', import.meta.url), peer.service.metrics),
  );
  for (let waited = 0; !driver.stdout().includes('ready'); waited += GLANCE_MS) {
    if (waited > READY_MS) throw new Failure('cannot-run', `the driver did not start: ${driver.stderr()}`);
    await pause(GLANCE_MS);
  }
  const startedAtMs = Date.now();
  const running = await lab.pod.spawn(peer.service.argv(lab), { env: { ...peer.service.env } });
  const { stdout } = await driver.finished;
  const { servedAtMs, scrapeMs, scrapeBytes } = Said.parse(
    JSON.parse(stdout.trim().split('\n').at(-1) ?? ''),
  );
  return async () => {
    await pause(Math.max(0, startedAtMs + SETTLED_S * 1000 - Date.now()));
    const memory = {
      anonymousBytes: anonymousBytes(running.pid),
      residentBytes: residentBytes(running.pid),
    };
    running.signal('SIGTERM');
    await running.finished;
    return { peer: peer.name, firstMetricMs: servedAtMs - startedAtMs, scrapeMs, scrapeBytes, ...memory };
  };
}
