/** The release script, in a clone of this repository: what it refuses, and what it makes. The image is left out: it needs registries. */

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { layerMissing, layerProgram } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';

const folder = mkdtempSync(join(tmpdir(), 'fivesec-release-'));
const clone = join(folder, 'clone');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const ENTRY = '### Added\n\n- Everything.';

function git(...args: readonly string[]): void {
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
  execFileSync('git', [...author, ...args], { cwd: clone, stdio: 'pipe' });
}

function release(...args: readonly string[]) {
  const script = join(clone, 'scripts/release.mjs');
  return spawnSync(process.execPath, [script, ...args], { cwd: clone, encoding: 'utf8' });
}

beforeAll(() => {
  // The files of this tree as they are, committed or not.
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  for (const file of files.split('\0').filter((name) => name && name !== 'node_modules'))
    cpSync(file, join(clone, file), { force: true });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'All');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a release is refused', () => {
  it('without a version, and without an entry in the changelog', () => {
    expect(release()).toMatchObject({ status: 2, stderr: expect.stringContaining('usage') });
    const refused = release('9.9.9');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('CHANGELOG.md has no entry "## 9.9.9"');
  });

  it('for a version that the files do not state, with each file that differs', () => {
    const { stderr } = release('9.9.9');
    const files = ['package.json', 'package-lock.json', 'src/cli/version.ts', 'Dockerfile'];
    for (const file of [
      ...files,
      'charts/fivesec/Chart.yaml',
      'plugin/fivesec.yaml',
      'plugin/kubectl-fivesec',
    ])
      expect(stderr).toContain(`${file} states version ${version}, not 9.9.9`);
  });

  it('for a tree with changes', () => {
    writeFileSync(join(clone, 'new-file'), '');
    const { status, stderr } = release(version);
    rmSync(join(clone, 'new-file'));
    expect([status, stderr]).toEqual([2, expect.stringContaining('the working tree has changes')]);
  });
});

describe('a release', () => {
  beforeEach((ctx) => needs(ctx, layerMissing()));

  it('has chart, plugin, manifest with the right sum, SBOM, notes and sums, and prints what needs a registry', () => {
    appendFileSync(join(clone, 'CHANGELOG.md'), `\n## ${version} - 2026-01-01\n\n${ENTRY}\n`);
    git('commit', '--quiet', '--all', '--message', 'Release');
    const out = join(folder, 'out');
    const done = release(version, '--out', out, '--helm', layerProgram('helm'));
    expect([done.status, done.stderr]).toEqual([0, '']);
    expect(readdirSync(out).toSorted()).toEqual([
      'NOTES.md',
      'SHA256SUMS',
      `fivesec-${version}.tgz`,
      'fivesec.yaml',
      'kubectl-fivesec.tar.gz',
      'sbom.cdx.json',
    ]);
    const archive = readFileSync(join(out, 'kubectl-fivesec.tar.gz'));
    const sum = createHash('sha256').update(archive).digest('hex');
    expect(readFileSync(join(out, 'fivesec.yaml'), 'utf8')).toContain(`sha256: "${sum}"`);
    expect(readFileSync(join(out, 'NOTES.md'), 'utf8')).toBe(`${ENTRY}\n`);
    const listed = execFileSync('tar', ['-tvzf', join(out, 'kubectl-fivesec.tar.gz')], { encoding: 'utf8' });
    expect(listed).toMatch(/^-rwxr-xr-x 0\/0 .* kubectl-fivesec\n-rw-r--r-- 0\/0 .* LICENSE\n$/);
    execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: out });
    expect(done.stdout).toContain('buildah build --platform linux/amd64,linux/arm64');
    expect(done.stdout).toContain(`buildah manifest push --all ghcr.io/fivesec/fivesec:${version}`);
    // The same commit gives the same bytes.
    const again = join(folder, 'again');
    release(version, '--out', again, '--helm', layerProgram('helm'));
    for (const name of ['kubectl-fivesec.tar.gz', 'fivesec.yaml', 'sbom.cdx.json'])
      expect(readFileSync(join(again, name))).toEqual(readFileSync(join(out, name)));
  });
});
