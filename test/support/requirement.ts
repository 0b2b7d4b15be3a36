/** A test that cannot run here says why and is skipped, and fails where everything is required. */

import type { TestContext } from 'vitest';

/** Fails instead of skipping if the environment says `FIVESEC_REQUIRE_ALL=1`. */
export function requirement(ctx: TestContext, available: boolean, reason: string): void {
  if (available) return;
  if (process.env['FIVESEC_REQUIRE_ALL'] === '1') throw new Error(`required here, but ${reason}`);
  ctx.skip(reason);
}
