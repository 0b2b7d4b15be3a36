/**
 * Reads small files of the kernel again and again, in this thread where they are quick. In libuv's pool each step of a reading wakes a thread of
 * the pool and then this one, and to wake a thread costs more than to read a page.
 */

import { closeSync, openSync, readFileSync, read as readInPool, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Reading, read } from '../domain/reading.ts';
import { PIECE_BYTES, type PiecesOf, readPieces, readText, type TextOf, textIn, unread } from './files.ts';

/** A reading that takes longer holds the event loop. On a busy node this thread may lose its CPU meanwhile, for a turn of another program or two. */
const QUICK_TEXT_MS = 20;
/** This thread reads the first piece for so long. A kernel before 6.16 walks the whole conntrack table for each page. */
const FIRST_PIECE_MS = 1;
/** The goal is that no slice of a table holds the event loop for 5 ms (kernel/flows/read-flows.ts). */
const QUICK_PIECE_MS = 3;
const SLOW_FOR_MS = 600_000;

/** Decides which files this thread reads itself: those that the pool has read once, unless they took long in the last ten minutes. */
class QuickFiles {
  readonly #clock: { now(): number };
  readonly #quickMs: number;
  /** From when on each file is read in this thread, monotonic milliseconds. */
  readonly #fromMs = new Map<string, number>();

  constructor(clock: { now(): number }, quickMs: number) {
    this.#clock = clock;
    this.#quickMs = quickMs;
  }

  isQuick(path: string): boolean {
    const fromMs = this.#fromMs.get(path);
    return fromMs !== undefined && this.#clock.now() >= fromMs;
  }

  /** The pool has read it. */
  returned(path: string): void {
    if (!this.#fromMs.has(path)) this.#fromMs.set(path, this.#clock.now());
  }

  /** This thread runs `readIt`, which reads the file. */
  here<T>(path: string, readIt: () => T): T {
    const beganMs = this.#clock.now();
    const result = readIt();
    const nowMs = this.#clock.now();
    if (nowMs - beganMs > this.#quickMs) this.#fromMs.set(path, nowMs + SLOW_FOR_MS);
    return result;
  }
}

/** Reads small files again and again: in this thread where they are quick. */
export function quickTextOf(clock: { now(): number }): TextOf {
  const files = new QuickFiles(clock, QUICK_TEXT_MS);
  return async (path) => {
    if (files.isQuick(path)) return files.here(path, () => textHere(path));
    const reading = await readText(path);
    files.returned(path);
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

const readPiece = promisify(readInPool);

/** Reads a file again and again whose text is small on most nodes: the first piece in this thread where that is quick, and the rest in the pool. */
export function quickPiecesOf(clock: { now(): number }): PiecesOf {
  const files = new QuickFiles(clock, QUICK_PIECE_MS);
  return async function* (path) {
    if (!files.isQuick(path)) {
      yield* readPieces(path);
      return files.returned(path);
    }
    let file: number | undefined;
    try {
      const buffer = Buffer.allocUnsafe(PIECE_BYTES);
      const opened = openSync(path, 'r');
      file = opened;
      const { bytes, isWhole } = files.here(path, () => firstPiece(opened, buffer, clock));
      if (bytes > 0) yield textIn(buffer, bytes);
      if (isWhole) return;
      for (;;) {
        const { bytesRead } = await readPiece(file, buffer, 0, PIECE_BYTES, null);
        if (bytesRead === 0) return;
        yield textIn(buffer, bytesRead);
      }
    } catch (error) {
      yield unread(path, error);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  };
}

/** Procfs returns a page at most for each read(2). `isWhole`: the file has ended. */
function firstPiece(file: number, buffer: Buffer, clock: { now(): number }) {
  const untilMs = clock.now() + FIRST_PIECE_MS;
  let bytes = 0;
  do {
    const more = readSync(file, buffer, bytes, PIECE_BYTES - bytes, null);
    if (more === 0) return { bytes, isWhole: true };
    bytes += more;
  } while (bytes < PIECE_BYTES && clock.now() < untilMs);
  return { bytes, isWhole: false };
}
