import { defineConfig } from 'vitest/config';

/** One project a kind of test: what it needs from the machine, and how long it may take. */
const project = (
  name: string,
  include: string[],
  timeoutMs: number,
  oneAtATime: boolean,
  exclude: string[] = [],
) => ({
  test: {
    name,
    include,
    exclude,
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    fileParallelism: !oneAtATime,
    execArgv: ['--import', 'tsx'],
    pool: 'forks' as const,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/**/*.test.ts'], 20_000, false, [
        'test/lab/**',
        'test/system/**',
        'test/chart/**',
      ]),
      project('chart', ['test/chart/**/*.test.ts'], 240_000, false),
      project('lab', ['test/lab/**/*.test.ts'], 600_000, true),
      project('system', ['test/system/**/*.test.ts'], 900_000, true),
    ],
  },
});
