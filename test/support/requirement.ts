/** A test that can't run on this machine says why and is skipped; with FIVESEC_REQUIRE_ALL=1 it fails instead. */

import type { TestContext } from 'vitest';

/** Skips the running test with `reason` unless `available`. `reason` says what to install or do. */
export function requirement(ctx: TestContext, available: boolean, reason: string): void {
  if (available) return;
  if (process.env['FIVESEC_REQUIRE_ALL'] === '1') throw new Error(`can't run here: ${reason}`);
  ctx.skip(reason);
}
