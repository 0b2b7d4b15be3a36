/** `fivesec completion`: prints the completion script of a shell. */

import { commandTree } from '../command-tree.ts';
import { Argument, type Command } from '../commander.ts';
import { isShell, SHELLS, scriptFor } from '../completion/shells.ts';
import { notesText } from '../examples.ts';
import type { Process } from '../process.ts';
import type { Runner } from '../runner.ts';

export function addCompletion(program: Command, run: Runner): void {
  program
    .command('completion')
    .description('prints a script that completes commands and flags in a shell')
    .addArgument(new Argument('<SHELL>', 'The shell').choices(SHELLS))
    .addHelpText('after', notesText('completion'))
    .action((shell: string) =>
      run(async (process: Process) => {
        if (isShell(shell)) process.out(scriptFor(shell, commandTree(program)));
        return 0;
      }),
    );
}
