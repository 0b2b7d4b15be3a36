/** The commands and their flags as plain values, for completion scripts and for docs/cli.md. */

import type { Command, Option } from './commander.ts';

export interface FlagInfo {
  /** `--duration`. */
  readonly flag: string;
  /** `DURATION`; undefined for a flag without a value. */
  readonly placeholder: string | undefined;
  readonly description: string;
  /** The default as the help shows it; undefined if there is none. */
  readonly standard: string | undefined;
  /** The only values that the flag takes; empty if it takes any. */
  readonly choices: readonly string[];
}

interface ArgumentInfo {
  readonly name: string;
  readonly description: string;
  readonly choices: readonly string[];
}

export interface CommandInfo {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly ArgumentInfo[];
  readonly flags: readonly FlagInfo[];
}

export function commandTree(program: Command): readonly CommandInfo[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      choices: argument.argChoices ?? [],
    })),
    flags: command.options.map(flagInfo),
  }));
}

function flagInfo(option: Option): FlagInfo {
  const standard: unknown = option.defaultValueDescription ?? option.defaultValue;
  return {
    flag: option.long ?? option.flags,
    placeholder: /<(.+)>/.exec(option.flags)?.[1],
    description: option.description,
    standard: typeof standard === 'string' || typeof standard === 'number' ? `${standard}` : undefined,
    choices: option.argChoices ?? [],
  };
}
