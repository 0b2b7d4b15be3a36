/** The command line: all commands, and the run of one of them. */

import { Failure } from '../platform/failure.ts';
import { Command, CommanderError } from './commander.ts';
import { addAgent } from './commands/agent.ts';
import { addCheck } from './commands/check.ts';
import { addCompletion } from './commands/completion.ts';
import { addDemo } from './commands/demo.ts';
import { addFleet } from './commands/fleet.ts';
import { addFlows } from './commands/flows.ts';
import { addTrace } from './commands/trace.ts';
import { addVersion } from './commands/version.ts';
import { addWebhook } from './commands/webhook.ts';
import type { ExitCode, Process } from './process.ts';
import type { AddCommand, Runner } from './runner.ts';
import { VERSION } from './version.ts';

/** In the order of `--help`. */
const COMMANDS: readonly AddCommand[] = [
  addAgent,
  addCheck,
  addFleet,
  addFlows,
  addDemo,
  addTrace,
  addWebhook,
  addVersion,
  addCompletion,
];

/** Never rejects for a user's mistake: it prints one line on standard error and returns exit code 2. */
export async function run(argv: readonly string[], process: Process): Promise<ExitCode> {
  let code: ExitCode = 0;
  const output = { writeOut: process.out, writeErr: process.err };
  const program = createProgram(async (action) => {
    code = await action(process);
  }, output);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof Failure)) throw error;
    process.err(`fivesec: ${error.message}\n`);
    return 2;
  }
}

/** The whole tree of commands. A command copies the program's settings when it is added, so they come first. */
export function createProgram(
  run: Runner,
  output: { readonly writeOut?: (text: string) => void; readonly writeErr?: (text: string) => void } = {},
): Command {
  const program = new Command('fivesec')
    .description('Finds the five-second DNS lookup in a Kubernetes cluster and names its cause.')
    .version(VERSION)
    .exitOverride()
    .configureOutput(output)
    .showSuggestionAfterError();
  for (const add of COMMANDS) add(program, run);
  return program;
}
