/** Handles Ctrl-C in order: ends what runs, then takes down what was made. */

import { Ledger } from './ground/ledger.ts';
import { endProcessesOf } from './ground/processes.ts';

/** The exit code that a shell reports for a program that Ctrl-C ended. */
export const INTERRUPTED = 130;
const AGAIN_MS = 100;

/**
 * Aborted at the first Ctrl-C, SIGTERM or SIGHUP. None of them ends this process from here on, however often it comes:
 * npm and tsx pass on what the terminal has sent already, and taking down must not be cut short.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

/** Resolves when `signal` is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/**
 * Once `signal` is aborted, ends whatever is started in this process's labs. Who waits for it fails, and takes its lab
 * down: for work that is too deep to look at the signal itself.
 */
export function failOnceAborted(signal: AbortSignal): void {
  signal.addEventListener(
    'abort',
    () => {
      const endAll = () => {
        for (const ledger of Ledger.all()) if (ledger.isOwn()) void endProcessesOf(ledger.id);
      };
      endAll();
      // What is just being started would run on.
      setInterval(endAll, AGAIN_MS).unref();
    },
    { once: true },
  );
}
