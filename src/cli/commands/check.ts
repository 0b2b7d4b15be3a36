/** The flags of `fivesec check`. */

import type { Command } from '../commander.ts';
import { configOf, withConfigFlags } from '../config-flags.ts';
import { notesText } from '../examples.ts';
import type { Runner } from '../runner.ts';

export function addCheck(program: Command, run: Runner): void {
  const command = program
    .command('check')
    .description('diagnoses DNS from here in about 20 seconds')
    .option('--json', 'Print one JSON object (docs/check.schema.json).')
    .option('--explain', 'Print all evidence as well.')
    .option(
      '--flows',
      "Read the node's conntrack table as well: it shows where each lost query went. Needs root and --proc-net.",
    )
    .option(
      '--duration <DURATION>',
      'How long to send queries, 1s to 4m. Then check waits for missing answers, up to twice pairs.deadline.',
      '20s',
    )
    .addHelpText('after', notesText('check'));
  withConfigFlags('check', command).action((flags: Record<string, unknown>) =>
    run(async (process) => {
      const { check } = await import('../actions/check.ts');
      const { json, explain, flows, duration } = flags;
      const own = {
        json: json === true,
        explain: explain === true,
        flows: flows === true,
        duration: String(duration),
      };
      return check(configOf('check', flags, process), own, process);
    }),
  );
}
