/** The running verdict of an agent that has just started and has no saved queries for investigations. */

import { describe, expect, it } from 'vitest';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import { restartAgents } from '../harness/release.ts';
import { blackholedPod, lossOfAFifth, noPods } from './faults.ts';
import { standingCluster } from './standing.ts';
import { walkFault } from './walk.ts';

const RIGHT_WITHIN_S = 120;
const YOUNG_MS = 15_000;

const cluster = standingCluster({ quietMs: 0 });

describe.each([blackholedPod, noPods, lossOfAFifth])('$name, 15 s after the start', (fault) => {
  it('is named within two minutes, and nothing else is', async () => {
    await restartAgents(cluster());
    await sleep(systemClock, YOUNG_MS);
    const cold = { ...fault, name: `cold, ${fault.name}` };
    const { untrue, rightAfterS } = await walkFault(cluster(), cold);
    expect.soft(untrue).toEqual([]);
    expect.soft(rightAfterS).toBeLessThanOrEqual(RIGHT_WITHIN_S);
  });
});
