/** The command line: which sub-command, with which flags. The only door to commander. */

import { Command, CommanderError, Option } from 'commander';
import { loadConfig } from '../config/load.ts';
import { CONFIG_FILE, OPTIONS } from '../config/options.ts';
import type { Config } from '../config/schema.ts';
import { Failure } from '../platform/failure.ts';
import { parseResolvConf } from '../resolver/resolv-conf.ts';
import type { ExitCode, Process } from './process.ts';
import { VERSION } from './version.ts';

/** Never rejects for a mistake of the user: that is one line on standard error and exit code 2. */
export async function run(argv: readonly string[], process: Process): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = createProgram(process, (result) => {
    code = result;
  });
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

function createProgram(process: Process, done: (code: ExitCode) => void): Command {
  const program = new Command('fivesec')
    .description('Finds the five-second DNS lookup in a Kubernetes cluster and names its cause.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: process.out, writeErr: process.err })
    .showSuggestionAfterError();

  withConfigFlags(program.command('agent').description('the per-node exporter'))
    .option('--check-config', 'validate the configuration and leave')
    .action(async (flags: Record<string, unknown>) => {
      const config = configOf('agent', flags, process);
      if (flags['checkConfig']) {
        process.out('the configuration is valid\n');
        return;
      }
      const { runAgent } = await import('./agent-command.ts');
      done(await runAgent(config, process));
    });

  withConfigFlags(
    program.command('check').description('one diagnosis: is DNS healthy here, and if not, why?'),
  )
    .option('--json', 'print one JSON object (docs/check.schema.json)', false)
    .option('--explain', 'print the whole evidence too', false)
    .option('--duration <DURATION>', 'how long to ask; a loss is waited for a little longer', '20s')
    .action(async (flags: Record<string, unknown>) => {
      const { check } = await import('./check-command.ts');
      const { json, explain, duration } = flags;
      const own = { json: json === true, explain: explain === true, duration: String(duration) };
      done(await check(configOf('check', flags, process), own, process));
    });

  return program;
}

/** Flags that come from the table of options; `--config` names the file. */
function withConfigFlags(command: Command): Command {
  command.addOption(new Option(`${CONFIG_FILE.flag} <${CONFIG_FILE.written}>`, CONFIG_FILE.sentence));
  for (const { flag, written, sentence, repeatable } of OPTIONS) {
    const option = new Option(`${flag} <${written}>`, repeatable ? `${sentence} May be repeated.` : sentence);
    if (repeatable)
      option.argParser<readonly string[]>((value, before) => (before ? [...before, value] : [value]));
    command.addOption(option);
  }
  return command;
}

function configOf(command: 'agent' | 'check', flags: Record<string, unknown>, process: Process): Config {
  return loadConfig({
    ...process,
    command,
    flags,
    resolverTimeoutMs: (text) => parseResolvConf(text, 'glibc').timeoutMs,
  });
}
