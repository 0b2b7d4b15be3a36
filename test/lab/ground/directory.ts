/** A lab's directory for files: below the temporary one, as programs run from it and not all of them as root. */

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
  // Whatever the umask: a server that has given up root reads its files here.
  chmodSync(path, 0o755);
  return path;
}

/** Removes the directory at `path`; nothing if it is gone, or if something that root did not make is there in its place. */
export function removeDirectory(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() && found.uid === 0) rmSync(path, { recursive: true, force: true });
}
