/** How a command is run: its action gets the process, and returns an exit code. */

import type { Command } from './commander.ts';
import type { ExitCode, Process } from './process.ts';

/** Runs an action. The command tree of documentation and completion is made with one that runs nothing. */
export type Runner = (action: (process: Process) => Promise<ExitCode>) => Promise<void>;

/** Adds one command to the program. */
export type AddCommand = (program: Command, run: Runner) => void;
