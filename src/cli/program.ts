/** The command line: the sub-commands and their flags. The only file that imports commander. */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { duration } from '../config/fields.ts';
import { loadConfig } from '../config/load.ts';
import { CONFIG_FILE, type ConfigCommand, flagsOf, helpFor } from '../config/options.ts';
import type { Config } from '../config/schema.ts';
import { FAULT_IDS } from '../demo/faults.ts';
import { Failure } from '../platform/failure.ts';
import { keepHeapSmall } from '../platform/small-heap.ts';
import { parseResolvConf } from '../resolver/resolv-conf.ts';
import type { WebhookFlags } from '../webhook/config.ts';
import { SETTINGS } from '../webhook/settings.ts';
import type { DemoFlags } from './demo-command.ts';
import type { ExitCode, Process } from './process.ts';
import { VERSION } from './version.ts';

const CHECK_EXIT_CODES = `
Exit codes: 0 healthy, or nothing but harmless; 1 a cause was found, or something stalls; 2 it could not run;
130 interrupted (Ctrl-C, SIGTERM): what was known by then is printed.`;

const FLEET_HELP = `
Examples:
  fivesec fleet                                                       in an agent's pod of the Helm chart
  fivesec fleet --agents-name fivesec-agents.monitoring.svc.cluster.local.
  fivesec fleet --agent 10.244.1.7 --agent 10.244.2.9 --json

Exit codes: 0 no node has a fault; 1 a node has one; 2 no agent answered, or none has measured yet; 130 interrupted.`;

const TRACE_EXIT_CODES = `
Exit codes: 0 a request was answered, with whatever status; 1 not a single one was; 2 it could not run.
Ctrl-C and SIGTERM end a trace with its sum, and with the same codes.`;

/** Never rejects for a user's mistake: it prints one line on standard error and returns exit code 2. */
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

  withConfigFlags('agent', program.command('agent').description('the per-node exporter'))
    .option('--check-config', 'validate the configuration and leave')
    .action(async (flags: Record<string, unknown>) => {
      const config = configOf('agent', flags, process);
      if (flags['checkConfig']) {
        process.out('the configuration is valid\n');
        return;
      }
      keepHeapSmall();
      const { runAgent } = await import('./agent-command.ts');
      done(await runAgent(config, process));
    });

  const checking = program
    .command('check')
    .description('one diagnosis: is DNS healthy here, and if not, why?')
    .addHelpText('after', CHECK_EXIT_CODES)
    .option('--json', 'print one JSON object (docs/check.schema.json)')
    .option('--explain', 'print the whole evidence too')
    .option(
      '--duration <DURATION>',
      'how long to ask, 1s to 4m; what is lost is waited for up to twice pairs.deadline longer',
      '20s',
    );
  withConfigFlags('check', checking).action(async (flags: Record<string, unknown>) => {
    const { check } = await import('./check-command.ts');
    const { json, explain, duration } = flags;
    const own = { json: json === true, explain: explain === true, duration: String(duration) };
    done(await check(configOf('check', flags, process), own, process));
  });

  const surveying = program
    .command('fleet')
    .description('all nodes: what their agents say, and where the fault is')
    .addHelpText('after', FLEET_HELP)
    .option('--json', 'print one JSON object (docs/fleet.md)');
  withConfigFlags('fleet', surveying).action(async (flags: Record<string, unknown>) => {
    const { fleet } = await import('./fleet-command.ts');
    done(await fleet(configOf('fleet', flags, process), { json: flags['json'] === true }, process));
  });

  program
    .command('demo')
    .description('a misbehaving DNS server on loopback, and the real agent in front of it')
    .addOption(new Option('--fault <FAULT>', 'what it does wrong').choices(FAULT_IDS).default('race'))
    .addOption(new Option('--rate <SHARE>', 'how often, 0 to 1').argParser(shareOf))
    .option('--listen <ADDR:PORT>', 'where the agent serves', '127.0.0.1:9353')
    .action(async (flags: DemoFlags) => {
      const { runDemo } = await import('./demo-command.ts');
      done(await runDemo(flags, process));
    });

  program
    .command('trace')
    .description('requests a URL again and again and shows how much of the slow ones was the lookup')
    .addHelpText('after', TRACE_EXIT_CODES)
    .argument('<URL>')
    .addOption(
      new Option('--interval <DURATION>', 'from one request to the next')
        .default(1000, '1s')
        .argParser(durationOf),
    )
    .addOption(
      new Option(
        '--count <N>',
        'how many requests; without it until Ctrl-C, or 3600 where the output is no terminal',
      ).argParser(countOf),
    )
    .option('--slow', 'print only requests whose lookup took 1 s or longer')
    .option('--json', 'print one JSON object for each request (docs/trace.schema.json), and no sum')
    .option('--insecure', 'accept any certificate')
    .action(async (url: string, { interval, ...flags }: { interval: number }) => {
      const { trace } = await import('./trace-command.ts');
      done(await trace({ ...flags, url, intervalMs: interval }, process));
    });

  withSettings(
    program.command('webhook').description('the admission webhook that adds DNS options to pods'),
  ).action(async (flags: WebhookFlags) => {
    const { serveWebhook } = await import('./webhook-command.ts');
    done(await serveWebhook(flags, process));
  });

  return program;
}

/** The webhook's flags, from its own table. */
function withSettings(command: Command): Command {
  for (const [key, { flag, placeholder, help, isRepeatable }] of Object.entries(SETTINGS)) {
    const option = new Option(`--${flag} <${placeholder}>`, isRepeatable ? `${help} May be repeated.` : help);
    option.attributeName = () => key;
    if (isRepeatable) option.argParser(collect);
    command.addOption(option);
  }
  return command;
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return before ? [...before, value] : [value];
}

function shareOf(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('It is no number from 0 to 1.');
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no whole number from 1 on.');
}

const SHORTEST_MS = 10;
const LONGEST_MS = 86_400_000;

function durationOf(text: string): number {
  const parsed = duration(SHORTEST_MS, LONGEST_MS)(text);
  if (parsed.kind === 'value') return parsed.value;
  throw new InvalidArgumentError(parsed.reason);
}

/** Flags from the table of options. `--config` names the file. */
function withConfigFlags(of: ConfigCommand, command: Command): Command {
  command.addOption(new Option(`${CONFIG_FILE.flag} <${CONFIG_FILE.written}>`, CONFIG_FILE.sentence));
  for (const option of flagsOf(of)) {
    // A default given to commander would win over the file and the environment. So only the help states it.
    const shown = new Option(`${option.flag} <${option.written}>`, helpFor(of, option));
    if (option.repeatable) shown.argParser(collect);
    command.addOption(shown);
  }
  return command;
}

function configOf(command: ConfigCommand, flags: Record<string, unknown>, process: Process): Config {
  return loadConfig({
    ...process,
    command,
    flags,
    resolverTimeoutMs: (text) => parseResolvConf(text, 'glibc').timeoutMs,
  });
}
