/** `fivesec trace` beside `curl -w`, with a lookup that really takes five seconds. `npm run bench -- trace` has the bar of 10 ms. */

import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { requirement } from '../support/machine/requirement.ts';
import { unlessStalled } from '../support/time/unless-stalled.ts';
import { type Steps, slowName } from './slow-name.ts';

/** The largest difference between a step's share of the request and curl's. */
const CLOSE = 0.05;

it('gives the five seconds to the lookup, as curl does, and nothing of them to a later step', async (ctx) => {
  requirement(ctx, process.getuid?.() === 0, 'needs root, for a resolv.conf of its own');
  for (const program of ['curl', 'openssl', 'unshare'])
    requirement(ctx, spawnSync('which', [program]).status === 0, `${program} is not there`);
  const place = await slowName();
  try {
    await unlessStalled(async () => {
      const [curl, trace] = [await place.byCurl(), await place.byTrace()];
      expect(Math.min(curl.lookup, trace.lookup)).toBeGreaterThanOrEqual(4990);
      for (const step of ['lookup', 'connect', 'tls', 'answer', 'body'] as const)
        expect(Math.abs(shareOf(step, trace) - shareOf(step, curl)), step).toBeLessThan(CLOSE);
    });
  } finally {
    await place.close();
  }
});

function shareOf(step: keyof Steps, steps: Steps): number {
  return steps[step] / Object.values(steps).reduce((sum, ms) => sum + ms, 0);
}
