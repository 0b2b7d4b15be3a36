/** The flags of `fivesec agent`. */

import { keepHeapSmall } from '../../platform/small-heap.ts';
import type { Command } from '../commander.ts';
import { configOf, withConfigFlags } from '../config-flags.ts';
import { notesText } from '../examples.ts';
import type { Process } from '../process.ts';
import type { Runner } from '../runner.ts';

export function addAgent(program: Command, run: Runner): void {
  withConfigFlags(
    'agent',
    program.command('agent').description('measures DNS on this node; serves metrics and a status page'),
  )
    .option('--check-config', 'Validate the configuration and exit.')
    .addHelpText('after', notesText('agent'))
    .action((flags: Record<string, unknown>) =>
      run(async (process: Process) => {
        const config = configOf('agent', flags, process);
        if (flags['checkConfig'] === true) {
          process.out('the configuration is valid\n');
          return 0;
        }
        keepHeapSmall();
        const { runAgent } = await import('../actions/agent.ts');
        return runAgent(config, process);
      }),
    );
}
