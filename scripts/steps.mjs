// What `npm start` and `npm test` do first: a fresh clone has neither packages nor a build.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command with the terminal's own input and output, and ends with its exit code if it fails. */
export function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (error) console.error(`${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs what package-lock.json names, unless that has been done since it last changed. */
export function install() {
  const done = `${ROOT}node_modules/.package-lock.json`;
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(`${ROOT}package-lock.json`).mtimeMs) return;
  run('npm', ['ci', '--no-audit', '--no-fund']);
}

export function build() {
  run(process.execPath, ['scripts/build.mjs']);
}
