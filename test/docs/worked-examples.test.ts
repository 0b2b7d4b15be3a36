/**
 * The worked examples of CONTRIBUTING.md's recipes, all of them applied to one copy of the repository. With the files by hand and
 * the generators it is whole: it type-checks, no generated file is missing in the recipes, and the tests of completeness pass.
 */

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';
import { RUN_TYPESCRIPT } from '../support/machine/run-typescript.ts';
import { PATCHES, RECIPES, ROOT } from './recipes.ts';

const HERE = fileURLToPath(ROOT);
const MODULES = join(HERE, 'node_modules');
/** What is not in the repository, or is not looked at by a generator or by a test below. */
const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'coverage', '.cache', 'release']);
/** The tests of what the examples touch. Those with a golden file write it. */
const TESTS = [
  ...PATCHES.flatMap(({ files }) => files.map(({ path }) => path)).filter((path) =>
    path.endsWith('.test.ts'),
  ),
  'test/architecture.test.ts',
  'test/causes/all-causes.test.ts',
  'test/config/bad-files.test.ts',
  'test/config/load.test.ts',
  'test/docs/causes.test.ts',
  'test/docs/check-schema.test.ts',
  'test/docs/completeness.test.ts',
  'test/kernel/readings.test.ts',
  'test/kernel/truncated.test.ts',
  'test/metrics/catalogue.test.ts',
  'test/metrics/recorder.test.ts',
  'test/scripts/causes/chart.test.ts',
];

let copy = '';
/** Runs Node.js in the copy; rejects with what it printed if it fails. */
function node(...args: readonly string[]): Promise<void> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, TSX_DISABLE_CACHE: '1' };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: copy, env, maxBuffer: 64 << 20 }, (error, out, err) =>
      error === null ? resolve() : reject(new Error(`${error.message}\n${out}\n${err}`)),
    );
  });
}

/** `git apply`, which needs no repository. The files may have changed further away than one line. */
async function apply(patch: string, ...flags: readonly string[]): Promise<void> {
  const env = { PATH: process.env['PATH'] ?? '', GIT_CEILING_DIRECTORIES: dirname(copy) };
  const path = join(HERE, 'docs/examples', patch);
  await promisify(execFile)('git', ['apply', '-C1', ...flags, path], { cwd: copy, env });
}

/** The files of the copy that are new or differ. */
function changed(): readonly string[] {
  return readdirSync(copy, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(copy.length + 1))
    .filter((path) => textOf(join(copy, path)) !== textOf(join(HERE, path)));
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

describe('the worked examples', { timeout: 600_000 }, () => {
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'fivesec-examples-'));
    for (const name of readdirSync(HERE).filter((one) => !LEFT_OUT.has(one)))
      cpSync(join(HERE, name), join(copy, name), {
        recursive: true,
        filter: (source) => !LEFT_OUT.has(source.slice(source.lastIndexOf('/') + 1)),
      });
    symlinkSync(MODULES, join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it.each(PATCHES)('$name applies by itself', ({ name }) => apply(name, '--check'));

  it('type-check together', async () => {
    for (const { name } of PATCHES) await apply(name);
    await node(join(MODULES, 'typescript/bin/tsc'), '-p', 'tsconfig.json');
  });

  it('need no other files by hand than theirs: the generators write the rest', async (ctx) => {
    needs(ctx, layerMissing());
    await node(...RUN_TYPESCRIPT, 'scripts/docs.ts');
    await node(...RUN_TYPESCRIPT, 'scripts/chart.ts');
    await node(
      join(MODULES, 'vitest/vitest.mjs'),
      'run',
      '--project',
      'unit',
      '--maxWorkers',
      '1',
      ...TESTS,
      '-u',
    );
    const byHand = PATCHES.flatMap(({ files }) => files.map(({ path }) => path));
    const written = changed().filter((path) => !byHand.includes(path));
    const listed = RECIPES.flatMap(({ generated }) => generated);
    expect([...new Set(written.map(asListed))].toSorted()).toEqual([...new Set(listed)].toSorted());
  });
});

/** A runbook as the recipe lists it. */
function asListed(path: string): string {
  return path.replace(/^docs\/runbooks\/Fivesec\w+\.md$/, 'docs/runbooks/<alert>.md');
}
