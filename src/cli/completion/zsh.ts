/** The completion script for zsh: commands and flags with their descriptions, and the values of flags with a closed list. */

import type { CommandInfo, FlagInfo } from '../command-tree.ts';
import { brief, quoted, valueKind } from './values.ts';

export function zshScript(commands: readonly CommandInfo[]): string {
  return `#compdef fivesec
# Completion of fivesec for zsh: fivesec completion zsh > ~/.zfunc/_fivesec (a directory of $fpath)
_fivesec() {
  local -a found
  if (( CURRENT == 2 )); then
    found=(${commands.map(({ name, description }) => described(name, description)).join(' ')})
    _describe command found
    return
  fi
  case "$words[2] $words[CURRENT-1]" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "$words[2]" in
${commands.map(flagsCase).join('\n')}
  esac
  _describe -o option found
}
if [ "$funcstack[1]" = _fivesec ]; then _fivesec "$@"; else compdef _fivesec fivesec; fi
`;
}

/** An entry of _describe: `name:description`, in which a colon of the name would need a backslash. */
function described(name: string, description: string): string {
  return quoted(`${name.replaceAll(':', '\\:')}:${brief(description)}`);
}

function valueCases({ name, flags }: CommandInfo): readonly string[] {
  return flags.filter((flag) => valueKind(flag) !== 'none').map((flag) => valueCase(name, flag));
}

function valueCase(name: string, flag: FlagInfo): string {
  const kind = valueKind(flag);
  const suggests =
    kind === 'choices'
      ? `compadd -- ${flag.choices.map(quoted).join(' ')}; `
      : kind === 'file'
        ? '_files; '
        : '';
  return `    ${quoted(`${name} ${flag.flag}`)}) ${suggests}return ;;`;
}

function flagsCase({ name, arguments: own, flags }: CommandInfo): string {
  const entries = [
    ...own.flatMap(({ choices, description }) => choices.map((choice) => described(choice, description))),
    ...flags.map(({ flag, description }) => described(flag, description)),
    described('--help', 'display help for the command'),
  ];
  return `    ${name}) found=(${entries.join(' ')}) ;;`;
}
