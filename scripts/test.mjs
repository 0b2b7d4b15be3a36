// `npm test [-- vitest arguments]`: everything from a fresh clone to a count of what passed, failed and was skipped.
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build, install, ROOT, usePinnedNode } from './steps.mjs';

/**
 * The test projects, in turns. A turn is a list of runs that take place at the same time, each in a process of its own, and a run is a
 * list of projects. The tests of `waiting` use hardly any CPU, and those of `lab` half a core, so these two share a turn.
 */
const TURNS = [[['unit', 'statistical']], [['lab'], ['waiting']], [['chart', 'system', 'reliability']]];

install();
build();
// Ctrl-C reaches the tests as well. They clean up, and this process waits for them.
process.on('SIGINT', () => {});
const node = usePinnedNode();
const folder = mkdtempSync(join(tmpdir(), 'fivesec-test-'));
const given = process.argv.slice(2);
const results = given.length > 0 ? [await vitest('given', given, false)] : await inTurns();
rmSync(folder, { recursive: true });
const sum = (count) => results.reduce((total, result) => total + result[count], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
// Again at the end: a failure of the first turn is thousands of lines above.
for (const { file, test, message } of results.flatMap(({ failures }) => failures)) {
  console.log(`failed: ${file}: ${test}\n${message}`);
}
// Where every test must be able to run, a skipped test is a failure.
const skippedInCi = process.env.FIVESEC_REQUIRE_ALL === '1' && sum('skipped') > 0;
if (skippedInCi) console.error('FIVESEC_REQUIRE_ALL=1, and tests were skipped');
const isFailed = results.some(({ status }) => status !== 0) || skippedInCi || sum('passed') === 0;
process.exitCode = isFailed ? 1 : 0;

async function inTurns() {
  const ended = [];
  for (const lanes of TURNS) {
    const runs = lanes.map((projects, lane) => {
      const flags = projects.flatMap((project) => ['--project', project]);
      return vitest(projects.join('-'), flags, lane > 0);
    });
    ended.push(...(await Promise.all(runs)));
  }
  return ended;
}

/** Runs vitest once. `isBeside`: another run prints at the same time, so the output of this one is printed at its end. */
async function vitest(name, args, isBeside) {
  const report = join(folder, `${name}.json`);
  const output = join(folder, `${name}.log`);
  const file = isBeside ? openSync(output, 'w') : 'inherit';
  const script = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(node, [script, 'run', ...args], {
    cwd: ROOT,
    stdio: ['inherit', file, file],
    env: { ...process.env, TEST_REPORT_FILE: report },
  });
  const status = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
  if (isBeside) process.stdout.write(readFileSync(output));
  return { status, ...countsOf(report) };
}

/** A run that ended before its report counts as one failure. */
function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    return {
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests,
      failures: failuresOf(testResults),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [] };
  }
}

/** Each failed test, and each file that could not be loaded, with the beginning of its error. */
function failuresOf(testResults) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(ROOT, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [failure(file, 'the file', message)];
    return failed.map(({ fullName, failureMessages }) => failure(file, fullName, failureMessages.join('\n')));
  });
}

function failure(file, test, message) {
  const lines = (message ?? '').split('\n').filter((line) => !line.includes('node_modules'));
  return { file, test, message: lines.join('\n').slice(0, 1_500) };
}
