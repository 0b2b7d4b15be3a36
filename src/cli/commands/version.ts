/** `fivesec version`: the version alone, or all that is known of the build as one JSON object. */

import type { Command } from '../commander.ts';
import { notesText } from '../examples.ts';
import type { Process } from '../process.ts';
import type { Runner } from '../runner.ts';
import { buildOf, VERSION } from '../version.ts';

export function addVersion(program: Command, run: Runner): void {
  program
    .command('version')
    .description('prints the version')
    .option('--json', 'Print one JSON object: version, revision, nodeVersion.')
    .addHelpText('after', notesText('version'))
    .action(({ json }: { json?: boolean }) =>
      run(async (process: Process) => {
        process.out(json === true ? `${JSON.stringify(buildOf(process))}\n` : `${VERSION}\n`);
        return 0;
      }),
    );
}
