/** The flags of `fivesec demo`. */

import { FAULT_IDS } from '../../demo/faults.ts';
import type { DemoFlags } from '../actions/demo.ts';
import { type Command, Option } from '../commander.ts';
import { notesText } from '../examples.ts';
import { shareOf } from '../flag-values.ts';
import type { Runner } from '../runner.ts';

export function addDemo(program: Command, run: Runner): void {
  program
    .command('demo')
    .description('starts a faulty DNS server on loopback, and the real agent that measures it')
    .addOption(new Option('--fault <FAULT>', 'The fault of the server').choices(FAULT_IDS).default('race'))
    .addOption(
      new Option(
        '--rate <SHARE>',
        'How often the fault acts, from 0 to 1. Default: depends on the fault.',
      ).argParser(shareOf),
    )
    .option('--listen <ADDR:PORT>', 'Where the agent serves.', '127.0.0.1:9353')
    .addHelpText('after', notesText('demo'))
    .action((flags: DemoFlags) =>
      run(async (process) => {
        const { runDemo } = await import('../actions/demo.ts');
        return runDemo(flags, process);
      }),
    );
}
