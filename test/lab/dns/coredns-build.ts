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
/** Modules come from Go's cache as go.sum has them, or not at all; no other Go is fetched, no C compiler needed. */
const OFFLINE = { GOPROXY: 'off', GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };

const NEEDED = 'the lab needs CoreDNS: install Go 1.26 and run `go mod download` in test/lab/dns/coredns';

/** Where the executable is once it was built: another place for every change of the sources. */
export function coreDnsPath(): string {
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(SOURCE, file)));
  return join(CACHE, `coredns-${hash.digest('hex').slice(0, 12)}`);
}

/**
 * Builds CoreDNS if it is not there yet: a minute the first time, seconds while Go remembers what it compiled. Gives
 * one line that says what to do where it can't be built; nothing half-built is left behind.
 */
export async function whyNoCoreDns(): Promise<string | undefined> {
  const path = coreDnsPath();
  if (existsSync(path)) return undefined;
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  // A build at the same time uses another name. The finished file appears in one step.
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

/** What went wrong, in Go's words; undefined if nothing did. */
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
