/** What a test needs from its machine. If it is missing, the test is skipped with the reason, or fails where every test must run. */

import type { TestContext } from 'vitest';

/** Skips the test with `reason` if it can't run here; fails it instead where FIVESEC_REQUIRE_ALL=1 is set. */
export function requirement(ctx: TestContext, available: boolean, reason: string): void {
  if (available) return;
  if (process.env['FIVESEC_REQUIRE_ALL'] === '1') throw new Error(`this test must run here: ${reason}`);
  ctx.skip(reason);
}
