/** Handles Ctrl-C in order: ends what runs, then tears down what was made. */

import { Failure } from '../../src/platform/failure.ts';
import { Ledger } from './ground/ledger.ts';
import { endProcessesOf } from './ground/processes.ts';

/** The exit code that a shell reports for a program that Ctrl-C ended. */
export const INTERRUPTED = 130;
const AGAIN_MS = 100;

/**
 * Aborted at the first Ctrl-C, SIGTERM or SIGHUP. From this call on, none of them ends this process, even if repeated:
 * npm and tsx forward signals that the terminal has sent already, and teardown must not be interrupted.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

/** Runs the program `main` with the arguments of this process: its result is the exit code. A `Failure` is one line and exit code 2. */
export async function runInterruptibly(
  interrupted: AbortSignal,
  main: (args: string[]) => Promise<number>,
): Promise<void> {
  // If the reader of the output ends (`head`), this process continues: the lab has to be torn down in order.
  process.stdout.on('error', () => {});
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    // Failures that Ctrl-C caused are not reported.
    if (interrupted.aborted) process.exit(INTERRUPTED);
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

/** Resolves when `signal` is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/**
 * Once `signal` is aborted, ends every program that runs in this process's labs. The caller that waits for it fails and tears its lab
 * down. For work that can't check the signal itself.
 */
export function failOnceAborted(signal: AbortSignal): void {
  signal.addEventListener(
    'abort',
    () => {
      const endAll = () => {
        for (const ledger of Ledger.all()) if (ledger.isOwn()) void endProcessesOf(ledger.id);
      };
      endAll();
      // A program that is just being started would continue.
      setInterval(endAll, AGAIN_MS).unref();
    },
    { once: true },
  );
}
