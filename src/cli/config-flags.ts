/** Makes a command's flags from the table of options, and the configuration from what a user gave. */

import type { OptionNames } from '../config/given.ts';
import { loadConfig } from '../config/load.ts';
import { CONFIG_FILE, type ConfigCommand, flagsOf, helpFor } from '../config/options.ts';
import type { Config } from '../config/schema.ts';
import { parseResolvConf } from '../resolver/resolv-conf.ts';
import { type Command, Option } from './commander.ts';
import { collect } from './flag-values.ts';
import type { Process } from './process.ts';

/** Adds the flags that a command has. `--config` names the file. */
export function withConfigFlags(of: ConfigCommand, command: Command): Command {
  command.addOption(new Option(`${CONFIG_FILE.flag} <${CONFIG_FILE.written}>`, CONFIG_FILE.sentence));
  for (const option of flagsOf(of)) addFlag(command, option, helpFor(of, option));
  return command;
}

/** A default given to commander would override the file and the environment. So only the help states it. */
export function addFlag(
  command: Command,
  { flag, written, attribute, repeatable }: OptionNames & { readonly written: string },
  help: string,
): void {
  const option = new Option(`${flag} <${written}>`, help);
  option.attributeName = () => attribute;
  if (repeatable) option.argParser(collect);
  command.addOption(option);
}

/** Throws a `Failure` with all mistakes of flags, environment and file. */
export function configOf(command: ConfigCommand, flags: Record<string, unknown>, process: Process): Config {
  return loadConfig({
    ...process,
    command,
    flags,
    resolverTimeoutMs: (text) => parseResolvConf(text, 'glibc').timeoutMs,
  });
}
