import { defineConfig } from 'vitest/config';

/** One project a kind of test: what it needs from the machine, and how long it may take. */
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
    // One kind after the other: a lab that shares its two cores with other tests measures them too.
    sequence: { groupOrder: turn.order },
    execArgv: ['--import', 'tsx'],
    // For an event that comes at once, where the machine has time for it; the default of a second is a bet on that.
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks' as const,
  },
});

const NOT_A_UNIT = { exclude: ['test/lab/**', 'test/system/**', 'test/chart/**'] };
const PROMETHEUS_3 = { globalSetup: ['test/support/build-prometheus3.ts'] };

export default defineConfig({
  test: {
    // Labs that stand side by side in one file: more than this on two cores would measure each other.
    maxConcurrency: 3,
    projects: [
      project('unit', ['test/**/*.test.ts'], 20_000, { order: 0, oneAtATime: false }, NOT_A_UNIT),
      project('chart', ['test/chart/**/*.test.ts'], 240_000, { order: 1, oneAtATime: false }, PROMETHEUS_3),
      project('lab', ['test/lab/**/*.test.ts'], 600_000, { order: 2, oneAtATime: true }),
      project('system', ['test/system/**/*.test.ts'], 900_000, { order: 3, oneAtATime: true }, PROMETHEUS_3),
    ],
  },
});
