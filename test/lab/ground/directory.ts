/** A lab's directory for files. It is below the temporary directory, because programs run from it, some of them not as root. */

import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { directoryPrefix } from './entry.ts';
import type { Ledger } from './ledger.ts';

/** Makes the directory under a name that can't be guessed, and returns its path. Teardown removes it. */
export function makeDirectory(ledger: Ledger): string {
  const name = `${directoryPrefix(ledger.id)}${randomBytes(16).toString('hex')}`;
  const path = join(resolve(tmpdir()), name);
  ledger.record({ kind: 'directory', path });
  mkdirSync(path);
  // With any umask: a server that no longer runs as root reads its files here.
  chmodSync(path, 0o755);
  return path;
}

/** Removes the directory at `path`; does nothing if it is gone, or if something else is there that root did not make. */
export function removeDirectory(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() && found.uid === 0) rmSync(path, { recursive: true, force: true });
}
