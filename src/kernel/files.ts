/** The only door to the file system of evidence/: a kernel file's text, or why there is none. */

import { readFile, stat } from 'node:fs/promises';
import type { AbsentReason, Reading } from '../domain/reading.ts';
import { absent, read } from '../domain/reading.ts';
import { errorCode } from '../platform/failure.ts';

export async function readText(path: string): Promise<Reading<string>> {
  try {
    return read(await readFile(path, 'latin1'));
  } catch (error) {
    return absent(reasonOf(errorCode(error)), `${path}: ${errorCode(error)}`);
  }
}

/**
 * Do two `net` directories of procfs show the same network namespace? Each namespace registers its own `dev`,
 * so the inode tells (`proc_alloc_inum`, fs/proc/generic.c). False when either can't be read.
 */
export async function sameNetDirectory(one: string, other: string): Promise<boolean> {
  try {
    const [first, second] = await Promise.all([stat(`${one}/dev`), stat(`${other}/dev`)]);
    return first.ino === second.ino && first.dev === second.dev;
  } catch {
    // What can't be compared is not known to be the same.
    return false;
  }
}

function reasonOf(code: string): AbsentReason {
  if (code === 'EACCES' || code === 'EPERM') return 'no-permission';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no-file';
  return 'unparsable';
}
