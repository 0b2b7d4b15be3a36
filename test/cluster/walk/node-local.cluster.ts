/** A cluster with NodeLocal DNSCache: the agent knows the cache, claims nothing while all is well, and names its end. */

import { expect, it } from 'vitest';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { USUAL } from '../harness/cluster.ts';
import { stoppedCache } from './faults.ts';
import { standingCluster } from './standing.ts';
import { walk, walkFault } from './walk.ts';

const cluster = standingCluster({ plan: { ...USUAL, nodeLocal: true }, quietMs: 0 });

it('claims nothing in two quiet minutes after the start', async () => {
  const quiet = { name: 'quiet minutes with a cache', truths: [] };
  const { untrue, slow } = await walk(cluster(), quiet, async () => {
    await sleep(systemClock, 120_000);
  });
  expect([untrue, slow]).toEqual([[], {}]);
});

it('names the stopped cache, and the verdict ends within a minute of its start', async () => {
  const findings = await walkFault(cluster(), stoppedCache);
  expect.soft(findings.untrue).toEqual([]);
  expect.soft(findings.rightAfterS).toBeLessThanOrEqual(120);
  expect.soft(findings.goneAfterS).toBeLessThanOrEqual(60);
});
