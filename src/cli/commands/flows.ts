/** The flags of `fivesec flows`. */

import { type Command, Option } from '../commander.ts';
import { configOf, withConfigFlags } from '../config-flags.ts';
import { notesText } from '../examples.ts';
import { countOf, durationOf } from '../flag-values.ts';
import type { Runner } from '../runner.ts';

export function addFlows(program: Command, run: Runner): void {
  const command = program
    .command('flows')
    .description("shows the DNS flows of the node's pods, those with unanswered queries first (needs root)")
    .option('--json', 'Print one JSON object for each reading.')
    .addOption(
      new Option('--interval <DURATION>', 'The time from one reading to the next.')
        .default(2000, '2s')
        .argParser(durationOf),
    )
    .addOption(
      new Option(
        '--count <N>',
        'How many readings. Default: until Ctrl-C, or one if the output is no terminal.',
      ).argParser(countOf),
    )
    .addHelpText('after', notesText('flows'));
  withConfigFlags('flows', command).action((flags: Record<string, unknown>) =>
    run(async (process) => {
      const { flows } = await import('../actions/flows.ts');
      const { json, interval, count } = flags;
      const own = {
        json: json === true,
        intervalMs: Number(interval),
        ...(count !== undefined && { count: Number(count) }),
      };
      return flows(configOf('flows', flags, process), own, process);
    }),
  );
}
