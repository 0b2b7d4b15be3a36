// `npm test [-- vitest arguments]`: everything from a fresh clone to a count of what passed, failed and was skipped.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, ROOT } from './steps.mjs';

install();
build();
const folder = mkdtempSync(join(tmpdir(), 'fivesec-test-'));
const report = join(folder, 'report.json');
const args = [
  '--no-install',
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
];
const { status } = spawnSync('npx', [...args, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' });
const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
// Where everything must be able to run, a skip is a failure, whoever forgot to say so.
const skippedInCi = process.env.FIVESEC_REQUIRE_ALL === '1' && numPendingTests > 0;
if (skippedInCi) console.error('FIVESEC_REQUIRE_ALL=1, and tests were skipped');
process.exitCode = status !== 0 || skippedInCi || numPassedTests === 0 ? 1 : 0;
