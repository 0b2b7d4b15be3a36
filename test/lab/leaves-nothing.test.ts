import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canStand } from './can-stand.ts';
import { finish } from './ground/command.ts';
import { topology } from './topology.ts';

const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const SETUP = fileURLToPath(new URL('leaves-nothing.ts', import.meta.url));
/** Of no lab, so that no sweep removes it. */
const LEAK = 'fivesec-leak-node';
const OF_OTHERS = 'other-than-fivesec';
/** At most 15 characters. */
const OTHER_LINK = 'not-fivesec';

let project = '';

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'fivesec-project-'));
  const config = {
    test: { include: ['*.mjs'], exclude: ['*.config.mjs'], globals: true, globalSetup: [SETUP] },
  };
  writeFileSync(join(project, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};`);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Runs vitest on a project with one test, which does `body`. */
function runTest(body: string) {
  writeFileSync(join(project, 'one.mjs'), `it('is fine', async () => { ${body} });`);
  return finish([process.execPath, VITEST, 'run', '--root', project], { cwd: project });
}

describe('a project whose tests all pass', () => {
  it('fails if they left something behind, and says what', async (ctx) => {
    await canStand(ctx, topology());
    try {
      const { code, stdout, stderr } = await runTest(
        `(await import('node:child_process')).execFileSync('ip', ['netns', 'add', '${LEAK}']);`,
      );
      expect(stdout).toContain('1 passed');
      expect(stderr).toMatch(new RegExp(`left this machine changed:\nnamespaces: .* became .*"${LEAK}"`));
      expect(code).toBe(1);
    } finally {
      await finish(['ip', 'netns', 'del', LEAK]);
    }
  });

  it('passes if another program has made a namespace and links meanwhile, on a machine that it shares', async (ctx) => {
    await canStand(ctx, topology());
    try {
      const { code, stdout } = await runTest(
        `const { execFileSync } = await import('node:child_process');
        execFileSync('ip', ['netns', 'add', '${OF_OTHERS}']);
        execFileSync('ip', ['link', 'add', '${OTHER_LINK}', 'type', 'veth', 'peer', 'name', '${OTHER_LINK}2']);`,
      );
      expect(stdout).toContain('1 passed');
      expect(code).toBe(0);
    } finally {
      await finish(['ip', 'netns', 'del', OF_OTHERS]);
      await finish(['ip', 'link', 'del', OTHER_LINK]);
    }
  });

  it('passes if they left nothing', async (ctx) => {
    await canStand(ctx, topology());
    const { code, stdout } = await runTest('');
    expect(stdout).toContain('1 passed');
    expect(code).toBe(0);
  });
});
