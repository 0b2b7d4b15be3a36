// `npm test [-- vitest arguments]`: everything from a fresh clone to a count of what passed, failed and was skipped.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, pinnedNode, ROOT } from './steps.mjs';

install();
build();
const folder = mkdtempSync(join(tmpdir(), 'fivesec-test-'));
const report = join(folder, 'report.json');
const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(pinnedNode(), [vitest, 'run', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, TEST_REPORT_FILE: report },
});
const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
// Where every test must be able to run, a skipped test is a failure.
const skippedInCi = process.env.FIVESEC_REQUIRE_ALL === '1' && numPendingTests > 0;
if (skippedInCi) console.error('FIVESEC_REQUIRE_ALL=1, and tests were skipped');
process.exitCode = status !== 0 || skippedInCi || numPassedTests === 0 ? 1 : 0;
