/** What a command needs from its process. Only main.ts makes one. */

import type { Clock } from '../platform/clock.ts';
import type { processUsage } from '../platform/process-usage.ts';

export interface Process {
  /** The words that start this program in the directory of the caller: `fivesec`, or `node dist/main.js` in a clone. */
  readonly called: string;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostname: string;
  readonly nodeVersion: string;
  readonly usage: ReturnType<typeof processUsage>;
  /** How long the machine has been up, in milliseconds. */
  readonly nodeAgeMs: () => number;
  /** The number of the machine's CPUs, whatever this process may use of them. Undefined where it is unknown. */
  readonly cpus?: number;
  /** Aborted by SIGTERM or Ctrl-C, and with the reason `READER_GONE` if the reader of standard output has ended. */
  readonly signal: AbortSignal;
  readonly readFile: (path: string) => string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Standard output is a terminal. */
  readonly isTerminal: boolean;
  /** Standard output is a terminal that takes colours. */
  readonly colour: boolean;
  /** Standard error is a terminal: a progress bar may be drawn. */
  readonly interactive: boolean;
}

/** The reason of `Process.signal` after a write to standard output failed: its reader has ended (EPIPE, write(2)). */
export const READER_GONE = 'the reader of standard output has ended';

/**
 * Exit codes. 0: healthy or done. 1: a cause was found, or nothing answered. 2: it could not run. 130: interrupted before
 * it was done, as shells report Ctrl-C.
 */
export type ExitCode = 0 | 1 | 2 | 130;
