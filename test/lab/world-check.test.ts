/** A check in a world of the lab, as the benches of random and reported worlds run it. */

import { expect, it } from 'vitest';
import { executableMissing } from '../support/machine/executable.ts';
import { needs } from '../support/machine/requirement.ts';
import { canStand } from './can-stand.ts';
import { randomWorld } from './random/random-world.ts';
import { topology } from './topology.ts';
import { checkWorld } from './world-check.ts';

it('ends before its world is taken down, and has what the fault counted', async (ctx) => {
  needs(ctx, executableMissing());
  await canStand(ctx, topology());
  const world = randomWorld(7000);
  const { code, said, stderr, truth } = await checkWorld(world, world.family, ['--duration', '5s']);
  expect({ code, stderr }).toMatchObject({ code: expect.toBeOneOf([0, 1]) });
  expect(said?.verdicts).toBeInstanceOf(Array);
  expect(Object.keys(truth)).not.toEqual([]);
});
