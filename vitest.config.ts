import { defineConfig } from 'vitest/config';

// tsx keeps compiled code in the temporary directory, where others may have laid theirs, and tests of the lab are root.
process.env['TSX_DISABLE_CACHE'] = '1';

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
const GO_TOOLS = 'test/support/build-go-tools.ts';
const LEAVES_NOTHING = 'test/lab/leaves-nothing.ts';
const CHART = { globalSetup: [GO_TOOLS] };
const LAB = { globalSetup: [LEAVES_NOTHING] };
const SYSTEM = { globalSetup: [GO_TOOLS, LEAVES_NOTHING] };

export default defineConfig({
  test: {
    // Labs that stand side by side in one file: more than this on two cores would measure each other.
    maxConcurrency: 3,
    projects: [
      project('unit', ['test/**/*.test.ts'], 20_000, { order: 0, oneAtATime: false }, NOT_A_UNIT),
      project('chart', ['test/chart/**/*.test.ts'], 240_000, { order: 1, oneAtATime: false }, CHART),
      project('lab', ['test/lab/**/*.test.ts'], 600_000, { order: 2, oneAtATime: true }, LAB),
      project('system', ['test/system/**/*.test.ts'], 900_000, { order: 3, oneAtATime: true }, SYSTEM),
    ],
  },
});
