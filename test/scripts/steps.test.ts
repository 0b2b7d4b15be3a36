/** The first step of `npm start`: it shows the output of `npm ci` only if that fails. */

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const STEPS = fileURLToPath(new URL('../../scripts/steps.mjs', import.meta.url));
const CHATTER = 'npm warn deprecated glob@7.2.3: no longer supported';
const INSTALL = "import('./scripts/steps.mjs').then(({ install }) => install())";

let clone = '';
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'fivesec-steps-'));
  for (const folder of ['scripts', 'programs']) mkdirSync(join(clone, folder));
  cpSync(STEPS, join(clone, 'scripts/steps.mjs'));
  writeFileSync(join(clone, 'package-lock.json'), '{}');
});
afterEach(() => rmSync(clone, { recursive: true }));

/** Installs with an npm that talks, and ends with `code`. */
function install(code: number) {
  const npm = join(clone, 'programs/npm');
  writeFileSync(npm, `#!/bin/sh\necho '${CHATTER}'\necho 'npm error EAI_AGAIN' >&2\nexit ${code}\n`);
  chmodSync(npm, 0o755);
  const env = { PATH: `${join(clone, 'programs')}:${process.env['PATH'] ?? ''}` };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', INSTALL], {
    cwd: clone,
    env,
    encoding: 'utf8' as const,
  });
  return { status, stdout, stderr };
}

describe('the packages', () => {
  it('are installed with one line, whatever npm says', () => {
    expect(install(0)).toEqual({
      status: 0,
      stdout: 'Installing the packages that package-lock.json names. This takes about a minute.\n',
      stderr: '',
    });
  });

  it('that can not be installed are shown with all that npm said, and end with its exit code', () => {
    const { status, stderr } = install(7);
    expect(status).toBe(7);
    expect(stderr).toBe(`${CHATTER}\nnpm error EAI_AGAIN\nnpm ci failed\n`);
  });

  it('are not installed again while package-lock.json is the same', () => {
    mkdirSync(join(clone, 'node_modules'));
    const done = join(clone, 'node_modules/.package-lock.json');
    writeFileSync(done, '{}');
    expect(install(7)).toEqual({ status: 0, stdout: '', stderr: '' });
    utimesSync(done, 0, 0);
    expect(install(7).status).toBe(7);
  });
});
