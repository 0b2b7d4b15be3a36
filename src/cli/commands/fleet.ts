/** The flags of `fivesec fleet`. */

import type { Command } from '../commander.ts';
import { configOf, withConfigFlags } from '../config-flags.ts';
import { notesText } from '../examples.ts';
import type { Runner } from '../runner.ts';

export function addFleet(program: Command, run: Runner): void {
  const command = program
    .command('fleet')
    .description('asks the agents of all nodes, and says where the fault is')
    .option('--json', 'Print one JSON object (docs/fleet.md).')
    .addHelpText('after', notesText('fleet'));
  withConfigFlags('fleet', command).action((flags: Record<string, unknown>) =>
    run(async (process) => {
      const { fleet } = await import('../actions/fleet.ts');
      return fleet(configOf('fleet', flags, process), { json: flags['json'] === true }, process);
    }),
  );
}
