// `node scripts/release.mjs VERSION [--out FOLDER] [--helm PROGRAM] [--image]`: everything of a release, from one commit and one version.
//
// It refuses a dirty tree, a version that any file states differently, and a version without an entry in CHANGELOG.md. It writes the chart's
// package, the plugin's archive, the krew manifest with the archive's sum, the SBOM, the notes and SHA256SUMS. It publishes nothing: it
// prints the commands that need a registry. The image is one of them, because its base images come from registries; `--image` builds it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSbom } from './sbom.mjs';
import { ROOT } from './steps.mjs';

const PLATFORMS = 'linux/amd64,linux/arm64';
const IMAGE = 'ghcr.io/fivesec/fivesec';
const CHARTS = 'oci://ghcr.io/fivesec/charts';
const ARCHIVE = 'kubectl-fivesec.tar.gz';

/** Where each file states the version. */
const STATED = [
  ['package.json', /"version": "(.+?)"/],
  ['package-lock.json', /"version": "(.+?)"/],
  ['src/cli/version.ts', /VERSION = '(.+?)'/],
  ['Dockerfile', /ARG VERSION="(.+?)"/],
  ['charts/fivesec/Chart.yaml', /^version: "?(.+?)"?$/m],
  ['charts/fivesec/Chart.yaml', /^appVersion: "?(.+?)"?$/m],
  ['plugin/fivesec.yaml', /^ {2}version: v(.+)$/m],
  ['plugin/fivesec.yaml', /releases\/download\/v(.+?)\//],
  ['plugin/kubectl-fivesec', /ghcr\.io\/fivesec\/fivesec:([\w.-]+)/],
];

const text = (file) => readFileSync(join(ROOT, file), 'utf8');

function run(command, args) {
  const done = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
  if (done.status === 0) return done.stdout.trim();
  throw new Error(`${command} ${args.join(' ')}: ${(done.error?.message ?? done.stderr).trim()}`);
}

/** The entry of `version`, without its heading; undefined if there is none or it is empty. */
function changelogEntry(version) {
  const [, ...sections] = text('CHANGELOG.md').split(/^## /m);
  const section = sections.find((one) => one.split(/[\s\]]/)[0]?.replace('[', '') === version);
  return section?.slice(section.indexOf('\n')).trim() || undefined;
}

/** Why there can be no release of `version`; empty if there can. */
function obstacles(version) {
  const found = [];
  if (run('git', ['status', '--porcelain']) !== '') found.push('the working tree has changes: commit them');
  for (const [file, pattern] of STATED) {
    const stated = pattern.exec(text(file))?.[1];
    if (stated !== version) found.push(`${file} states version ${stated}, not ${version}`);
  }
  if (!changelogEntry(version)) found.push(`CHANGELOG.md has no entry "## ${version}"`);
  return found;
}

const sumOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** The same commit gives the same archive: files are sorted, and carry no time and no owner of this machine. */
function archive(out) {
  const folder = ['--directory', join(ROOT, 'plugin'), 'kubectl-fivesec', '--directory', ROOT, 'LICENSE'];
  const plain = [
    '--sort=name',
    '--mtime=@0',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=a+rX,u+w,go-w',
  ];
  run('tar', [
    '--create',
    '--use-compress-program=gzip -n',
    '--file',
    join(out, ARCHIVE),
    ...plain,
    ...folder,
  ]);
  const manifest = text('plugin/fivesec.yaml').replace(
    /sha256: "[0-9a-f]{64}"/,
    `sha256: "${sumOf(join(out, ARCHIVE))}"`,
  );
  writeFileSync(join(out, 'fivesec.yaml'), manifest.replace(/^#.*\n/gm, ''));
}

function release(version, { out, helm, image }) {
  mkdirSync(out, { recursive: true });
  run(helm, ['package', 'charts/fivesec', '--destination', out]);
  archive(out);
  writeSbom(join(out, 'sbom.cdx.json'));
  writeFileSync(join(out, 'NOTES.md'), `${changelogEntry(version)}\n`);
  const files = readdirSync(out).filter((name) => name !== 'SHA256SUMS');
  writeFileSync(
    join(out, 'SHA256SUMS'),
    files.map((name) => `${sumOf(join(out, name))}  ${name}\n`).join(''),
  );
  const tag = `${IMAGE}:${version}`;
  const args = [
    '--build-arg',
    `REVISION=${run('git', ['rev-parse', 'HEAD'])}`,
    '--build-arg',
    `VERSION=${version}`,
  ];
  const build = ['build', '--platform', PLATFORMS, '--manifest', tag, ...args, '.'];
  if (image) run('buildah', build);
  return [
    ...(image ? [] : [`buildah ${build.join(' ')}`]),
    `buildah manifest push --all ${tag} docker://${tag}`,
    `helm push ${join(out, `fivesec-${version}.tgz`)} ${CHARTS}`,
    `git tag v${version} && git push origin v${version}`,
    `gh release create v${version} --notes-file ${join(out, 'NOTES.md')} ${files.map((name) => join(out, name)).join(' ')}`,
  ];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'release' },
    helm: { type: 'string', default: 'helm' },
    image: { type: 'boolean', default: false },
  },
});
const [version] = positionals;
const why = version
  ? obstacles(version)
  : ['usage: node scripts/release.mjs VERSION [--out FOLDER] [--helm PROGRAM] [--image]'];
if (version && why.length === 0) {
  const out = resolve(ROOT, values.out);
  const commands = release(version, { ...values, out });
  console.log(`fivesec ${version} is in ${out}. What needs a registry:\n\n${commands.join('\n')}`);
} else {
  console.error(why.join('\n'));
  process.exitCode = 2;
}
