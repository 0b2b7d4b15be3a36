/** The completion script for fish: one line for each command and each flag. */

import { assertNever } from '../../platform/assert-never.ts';
import type { CommandInfo, FlagInfo } from '../command-tree.ts';
import { brief, valueKind } from './values.ts';

export function fishScript(commands: readonly CommandInfo[]): string {
  const lines = [
    '# Completion of fivesec for fish: fivesec completion fish > ~/.config/fish/completions/fivesec.fish',
    'complete -c fivesec -f',
    ...commands.flatMap(commandLines),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines({ name, description, arguments: own, flags }: CommandInfo): readonly string[] {
  const within = `complete -c fivesec -n '__fish_seen_subcommand_from ${name}'`;
  const words = own.flatMap(({ choices }) => choices);
  return [
    `complete -c fivesec -n __fish_use_subcommand -a ${name} -d ${fishQuoted(brief(description))}`,
    ...(words.length === 0 ? [] : [`${within} -a ${fishQuoted(words.join(' '))}`]),
    ...flags.map(
      (flag) => `${within} -l ${flag.flag.slice(2)}${value(flag)} -d ${fishQuoted(brief(flag.description))}`,
    ),
  ];
}

/** `-x`: a value and no file names; `-r -F`: a value, which may be a file. */
function value(flag: FlagInfo): string {
  const kind = valueKind(flag);
  switch (kind) {
    case 'none':
      return '';
    case 'choices':
      return ` -x -a ${fishQuoted(flag.choices.join(' '))}`;
    case 'file':
      return ' -r -F';
    case 'any':
      return ' -x';
    default:
      return assertNever(kind);
  }
}

/** In single quotes fish knows two escapes: of the quote and of the backslash. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
