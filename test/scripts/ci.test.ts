/** `.ci/run` runs its quick checks first, and compares all generated files. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const CI = readFileSync(new URL('../../.ci/run', import.meta.url), 'utf8');
const steps = [...CI.matchAll(/^timed (\w+) (.+)$/gm)].map(([, name, command]) => ({ name, command }));

it('has format, lint, types and generated files before the tests', () => {
  expect(steps.map(({ name }) => name)).toEqual(['install', 'check', 'docs', 'chart', 'test']);
});

it('compares the generated files, and does not write them', () => {
  const commands = steps.filter(({ name }) => name === 'docs' || name === 'chart');
  expect(commands.map(({ command }) => command)).toEqual([
    'npm run docs -- --check',
    'npm run chart -- --check',
  ]);
});
