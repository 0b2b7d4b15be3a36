/** Reads the files of the kernel in libuv's pool: a file's text, or the reason why there is none. */

import { open, readFile, stat } from 'node:fs/promises';
import { type AbsentReason, absent, type Reading, read } from '../domain/reading.ts';
import { errorCode } from '../platform/failure.ts';

/** Reads a whole file. Never rejects: a file that can't be read is absent, with the errno. */
export type TextOf = (path: string) => Promise<Reading<string>>;

/** Reads it in a thread of libuv's pool. */
export const readText: TextOf = async (path) => {
  try {
    return read(await readFile(path, 'utf8'));
  } catch (error) {
    return unread(path, error);
  }
};

/** Why a file could not be read. */
export function unread(path: string, error: unknown): Reading<string> {
  return absent(reasonOf(errorCode(error)), `${path}: ${errorCode(error)}`);
}

/** 64 kB: some 16 pages of procfs. */
export const PIECE_BYTES = 65_536;

/** The text of a file in pieces, for files that are too large to hold. An absent piece is the last one. */
export type PiecesOf = (path: string) => AsyncGenerator<Reading<string>, void>;

/** Reads the pieces in a thread of libuv's pool. */
export const readPieces: PiecesOf = async function* (path) {
  try {
    await using file = await open(path);
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield textIn(buffer, bytesRead);
    }
  } catch (error) {
    yield unread(path, error);
  }
};

/** The bytes of a file of the kernel: ASCII. */
export function textIn(buffer: Buffer, bytes: number): Reading<string> {
  return read(buffer.toString('latin1', 0, bytes));
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
