/** Reads the files of the kernel: a file's text, or the reason why there is none. The only file of kernel/ that reads files. */

import { readFileSync } from 'node:fs';
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

/** A file that takes longer holds the event loop. On a busy node this thread may lose its CPU meanwhile, for a turn of another program or two. */
const QUICK_MS = 20;
const SLOW_FOR_MS = 600_000;

/**
 * Reads small files again and again. In the pool each reading takes five steps, and each step wakes a thread of the pool and then this one. So a file
 * that the pool has read once is read in this thread from then on. If that takes long, the pool reads it for the next ten minutes.
 */
export function quickTextOf(clock: { now(): number }): TextOf {
  /** From when on each file is read in this thread, monotonic milliseconds. */
  const hereFromMs = new Map<string, number>();
  return async (path) => {
    const beganMs = clock.now();
    const fromMs = hereFromMs.get(path);
    if (fromMs === undefined || beganMs < fromMs) {
      const reading = await readText(path);
      if (fromMs === undefined) hereFromMs.set(path, beganMs);
      return reading;
    }
    const reading = textHere(path);
    const nowMs = clock.now();
    if (nowMs - beganMs > QUICK_MS) hereFromMs.set(path, nowMs + SLOW_FOR_MS);
    return reading;
  };
}

function textHere(path: string): Reading<string> {
  try {
    return read(readFileSync(path, 'utf8'));
  } catch (error) {
    return unread(path, error);
  }
}

function unread(path: string, error: unknown): Reading<string> {
  return absent(reasonOf(errorCode(error)), `${path}: ${errorCode(error)}`);
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
    yield unread(path, error);
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
