/** Threads of libuv's pool that hang, as on a file of a server that is gone: each opens a FIFO that nothing writes to (fifo(7)). */

import { spawnSync } from 'node:child_process';
import { close, closeSync, mkdtempSync, open, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As many as libuv has by default (threadpool.c). */
const POOL_THREADS = 4;

export interface HungPool extends AsyncDisposable {
  /** Resolves when the threads are free again and hold no descriptor. */
  release(): Promise<void>;
}

/** From this call on, no work of the pool runs until `release`. */
export function hangPool(): HungPool {
  const folder = mkdtempSync(join(tmpdir(), 'fivesec-pool-'));
  const fifo = join(folder, 'fifo');
  const made = spawnSync('mkfifo', [fifo]);
  if (made.status !== 0) throw new Error(`mkfifo: ${made.stderr.toString()}`);
  const opened = Array.from(
    { length: POOL_THREADS },
    () =>
      new Promise<void>((resolve) => {
        open(fifo, 'r', (error, descriptor) => (error ? resolve() : close(descriptor, () => resolve())));
      }),
  );
  let released: Promise<void> | undefined;
  const release = () => {
    released ??= letGo();
    return released;
  };
  const letGo = async () => {
    // An open for reading and writing does not wait for another process. It gives the waiting opens above their writer, so they end.
    const writer = openSync(fifo, 'r+');
    await Promise.all(opened);
    closeSync(writer);
    rmSync(folder, { recursive: true });
  };
  return { release, [Symbol.asyncDispose]: release };
}
