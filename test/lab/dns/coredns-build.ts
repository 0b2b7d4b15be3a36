/** Compiles CoreDNS (the Go module beside this file) once for this machine, without network. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../src/platform/failure.ts';
import { type Argv, finish } from '../ground/command.ts';

const SOURCE = fileURLToPath(new URL('coredns', import.meta.url));
/** The user's own cache: in a directory that all users share, another user could place a program for root to run. */
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'fivesec');
/** Modules come only from Go's cache, and must match go.sum. No other version of Go is downloaded, and no C compiler is needed. */
const OFFLINE = { GOPROXY: 'off', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };

const NEEDED = 'the lab needs CoreDNS: install Go 1.26 and run `go mod download` in test/lab/dns/coredns';

/** The path of the executable. Each change of the sources gives another path. */
export function coreDnsPath(): string {
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(SOURCE, file)));
  return join(CACHE, `coredns-${hash.digest('hex').slice(0, 12)}`);
}

/**
 * Builds CoreDNS if it is not there yet: a minute the first time, seconds with Go's build cache. Gives
 * one line that says what to do if it can't be built. An unfinished file is removed.
 */
export async function whyNoCoreDns(): Promise<string | undefined> {
  const path = coreDnsPath();
  if (existsSync(path)) return undefined;
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  // Two builds at the same time use different names. The finished file appears in one step.
  const unfinished = `${path}.${process.pid}`;
  try {
    const said = await build(unfinished);
    if (said !== undefined) return `${NEEDED} (${said})`;
    renameSync(unfinished, path);
    return undefined;
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** Go's error message; undefined if there is none. */
async function build(executable: string): Promise<string | undefined> {
  const argv: Argv = ['go', 'build', '-buildvcs=false', '-o', executable, '.'];
  try {
    const { code, stderr } = await finish(argv, { cwd: SOURCE, env: OFFLINE, interruptible: true });
    return code === 0 ? undefined : stderr.trim().split('\n')[0];
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}
