/** The shells for which there is a completion script. */

import { assertNever } from '../../platform/assert-never.ts';
import type { CommandInfo } from '../command-tree.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { zshScript } from './zsh.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export function isShell(text: string): text is Shell {
  return SHELLS.some((shell) => shell === text);
}

export function scriptFor(shell: Shell, commands: readonly CommandInfo[]): string {
  switch (shell) {
    case 'bash':
      return bashScript(commands);
    case 'zsh':
      return zshScript(commands);
    case 'fish':
      return fishScript(commands);
    default:
      return assertNever(shell);
  }
}
