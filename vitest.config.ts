import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { partTimes } from './scripts/part-times.ts';
import { RUN_TYPESCRIPT } from './test/support/machine/run-typescript.ts';

// tsx keeps compiled code in the temporary directory, where other users can put files. Tests of the lab run as root.
process.env['TSX_DISABLE_CACHE'] = '1';

/** Where `npm test` (scripts/test.mjs) wants a report in JSON, to count what passed. */
const report = process.env['TEST_REPORT_FILE'];
const JSON_REPORT: ['json', { outputFile: string }][] =
  report === undefined ? [] : [['json', { outputFile: report }]];

/** Vitest leaves one CPU free. Of two that would be half, and most tests wait for something for most of their time. */
const WORKERS = Math.max(2, availableParallelism() - 1);

/** One project for each kind of test: what it needs from the machine, and how long a test may take. */
const project = (
  name: string,
  include: string[],
  timeoutMs: number,
  turn: { readonly order: number; readonly oneAtATime: boolean },
  { exclude = [], globalSetup = [] }: { exclude?: string[]; globalSetup?: string[] } = {},
) => ({
  test: {
    name,
    include,
    exclude,
    globalSetup,
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    fileParallelism: !turn.oneAtATime,
    maxWorkers: turn.oneAtATime ? 1 : WORKERS,
    // One project after the other: other tests on the same two cores would distort what a lab measures.
    sequence: { groupOrder: turn.order },
    // A test's process can start threads from TypeScript.
    execArgv: [...RUN_TYPESCRIPT],
    // How long an expected event may take on a busy machine, where an agent discards most of its probes. The default is one second.
    expect: { poll: { timeout: 25_000 } },
    pool: 'forks' as const,
  },
});

/** Thousands of simulated clusters, and hours of simulated agents. They need time, and nothing but the CPU. */
const STATISTICAL = [
  'test/diagnosis/absent.test.ts',
  'test/agent/faults.test.ts',
  'test/agent/outage.test.ts',
];
/** They wait for minutes and use hardly any CPU, so `npm test` runs them beside the lab's tests. */
const WAITING = ['alerting', 'load', 'dashboard', 'agent'].map((name) => `test/system/${name}.test.ts`);
const RELIABILITY = ['test/reliability/faults/**/*.test.ts'];
const NOT_A_UNIT = {
  exclude: ['test/lab/**', 'test/system/**', 'test/chart/**', ...RELIABILITY, ...STATISTICAL],
};
/** Hours with a real Kubernetes cluster: only for who asks (`npm run cluster -- test`). */
const ASKED_FOR_CLUSTER = process.env['FIVESEC_CLUSTER'] === '1';
const GO_TOOLS = 'test/support/machine/build-go-tools.ts';
const LEAVES_NOTHING = 'test/lab/leaves-nothing.ts';
const GO = { globalSetup: [GO_TOOLS] };
const LAB = { globalSetup: [LEAVES_NOTHING] };
const SYSTEM = { globalSetup: [GO_TOOLS, LEAVES_NOTHING] };
const NOT_WAITING = { ...SYSTEM, exclude: WAITING };

const CLUSTER = project(
  'cluster',
  ['test/cluster/**/*.cluster.ts'],
  900_000,
  { order: 6, oneAtATime: true },
  LAB,
);

export default defineConfig({
  test: {
    reporters: ['default', partTimes(), ...JSON_REPORT],
    // Labs that run side by side in one file. More of them on two cores would distort each other's measurements.
    maxConcurrency: 3,
    projects: [
      // Few take five seconds. On a machine that others use as well, six times as long was seen.
      project('unit', ['test/**/*.test.ts'], 60_000, { order: 0, oneAtATime: false }, NOT_A_UNIT),
      // Go compiles what later projects need here, before the lab measures anything.
      project('statistical', STATISTICAL, 600_000, { order: 0, oneAtATime: false }, GO),
      project('lab', ['test/lab/**/*.test.ts'], 600_000, { order: 2, oneAtATime: true }, LAB),
      project('chart', ['test/chart/**/*.test.ts'], 240_000, { order: 3, oneAtATime: false }, GO),
      project('reliability', RELIABILITY, 60_000, { order: 5, oneAtATime: true }, LAB),
      project('waiting', WAITING, 900_000, { order: 1, oneAtATime: true }, SYSTEM),
      project('system', ['test/system/**/*.test.ts'], 900_000, { order: 4, oneAtATime: true }, NOT_WAITING),
      ...(ASKED_FOR_CLUSTER ? [CLUSTER] : []),
    ],
  },
});
