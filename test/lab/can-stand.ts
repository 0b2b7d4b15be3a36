/** Skips a test, with the reason, if its lab can't be set up on this machine. */

import type { TestContext } from 'vitest';
import { needs } from '../support/machine/requirement.ts';
import { missingPrograms, whyNot } from './needs.ts';
import type { Topology } from './topology.ts';

/** Also asks for the C compilers, which nearly every test of the lab uses. */
export async function canStand(ctx: TestContext, topology: Topology): Promise<void> {
  const reason = (await whyNot(topology)) ?? missingPrograms(['cc', 'musl-gcc', 'tcpdump']);
  needs(ctx, reason);
}
