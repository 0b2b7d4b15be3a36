/** The completion script for bash (3.2 or later): commands, their flags, and the values of flags that have a closed list. */

import type { CommandInfo } from '../command-tree.ts';
import { quoted, valueKind } from './values.ts';

const GLOBAL_FLAGS = ['--help', '--version'];

export function bashScript(commands: readonly CommandInfo[]): string {
  return `# Completion of fivesec for bash: source <(fivesec completion bash)
_fivesec() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoted([...commands.map(({ name }) => name), ...GLOBAL_FLAGS].join(' '))}
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${commands.flatMap(valueCases).join('\n')}
    esac
    case "\${COMP_WORDS[1]}" in
${commands.map(wordsCase).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _fivesec fivesec
`;
}

/** What follows a flag that takes a value. */
function valueCases({ name, flags }: CommandInfo): readonly string[] {
  return flags.flatMap((flag) => {
    const pattern = `      ${quoted(`${name} ${flag.flag}`)})`;
    const kind = valueKind(flag);
    if (kind === 'none') return [];
    if (kind === 'choices')
      return [
        `${pattern} COMPREPLY=($(compgen -W ${quoted(flag.choices.join(' '))} -- "$current")); return ;;`,
      ];
    return [`${pattern} ${kind === 'file' ? 'COMPREPLY=($(compgen -f -- "$current")); ' : ''}return ;;`];
  });
}

function wordsCase({ name, arguments: own, flags }: CommandInfo): string {
  const words = [...own.flatMap(({ choices }) => choices), ...flags.map(({ flag }) => flag), '--help'];
  return `      ${name}) words=${quoted(words.join(' '))} ;;`;
}
