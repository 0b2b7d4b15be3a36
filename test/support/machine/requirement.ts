/** What a test needs from its machine. If it is missing, the test is skipped with the reason. Where every test must run, it fails. */

import type { TestContext } from 'vitest';

/** Skips the test with `reason` if it can't run here. With FIVESEC_REQUIRE_ALL=1 the test fails instead. */
export function requirement(ctx: TestContext, available: boolean, reason: string): void {
  if (available) return;
  if (process.env['FIVESEC_REQUIRE_ALL'] === '1') throw new Error(`this test must run here: ${reason}`);
  ctx.skip(reason);
}

/** The same for a check that gives the reason: `missing` is undefined if the test can run. */
export function needs(ctx: TestContext, missing: string | undefined): void {
  requirement(ctx, missing === undefined, missing ?? '');
}
