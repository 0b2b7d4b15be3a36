/** Reads the files of the kernel: a file's text, or the reason why there is none. The only file of kernel/ that reads files. */

import { open, readFile, stat } from 'node:fs/promises';
import type { AbsentReason, Reading } from '../domain/reading.ts';
import { absent, read } from '../domain/reading.ts';
import { errorCode } from '../platform/failure.ts';

/** Never rejects: a file that can't be read is absent, with the errno. procfs has no bytes beyond ASCII, so they are read as Latin-1. */
export async function readText(path: string): Promise<Reading<string>> {
  try {
    return read(await readFile(path, 'latin1'));
  } catch (error) {
    return absent(reasonOf(errorCode(error)), `${path}: ${errorCode(error)}`);
  }
}

const PIECE_BYTES = 65_536;

/** The text of a file in pieces, for files that are too large to hold. An absent piece is the last one. */
export async function* readPieces(path: string): AsyncGenerator<Reading<string>, void> {
  try {
    await using file = await open(path);
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield read(buffer.toString('latin1', 0, bytesRead));
    }
  } catch (error) {
    yield absent(reasonOf(errorCode(error)), `${path}: ${errorCode(error)}`);
  }
}

/**
 * Do two `net` directories of procfs show the same network namespace? Each namespace registers its own `dev`,
 * so the inode identifies it (`proc_alloc_inum`, fs/proc/generic.c). False if either can't be read.
 */
export async function sameNetDirectory(one: string, other: string): Promise<boolean> {
  try {
    const [first, second] = await Promise.all([stat(`${one}/dev`), stat(`${other}/dev`)]);
    return first.ino === second.ino && first.dev === second.dev;
  } catch {
    // If either can't be read, they are not known to be the same.
    return false;
  }
}

function reasonOf(code: string): AbsentReason {
  if (code === 'EACCES' || code === 'EPERM') return 'no-permission';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no-file';
  return 'unparsable';
}
