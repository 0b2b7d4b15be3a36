/** The argument and the flags of `fivesec trace`. */

import type { TraceFlags } from '../actions/trace.ts';
import { type Command, Option } from '../commander.ts';
import { notesText } from '../examples.ts';
import { countOf, durationOf } from '../flag-values.ts';
import type { Runner } from '../runner.ts';

type Flags = Omit<TraceFlags, 'url' | 'intervalMs'> & { readonly interval: number };

export function addTrace(program: Command, run: Runner): void {
  program
    .command('trace')
    .description('requests a URL repeatedly and shows how much of each slow request was the lookup')
    .argument('<URL>', 'An http or https URL. Without a scheme it is http.')
    .addOption(
      new Option('--interval <DURATION>', 'The time from one request to the next.')
        .default(1000, '1s')
        .argParser(durationOf),
    )
    .addOption(
      new Option(
        '--count <N>',
        'How many requests. Default: until Ctrl-C, or for 10 minutes if the output is no terminal.',
      ).argParser(countOf),
    )
    .option('--slow', 'Print only requests whose lookup took 1 s or longer.')
    .option('--json', 'Print one JSON object for each request (docs/trace.schema.json), and no summary.')
    .option('--insecure', 'Accept any certificate.')
    .addHelpText('after', notesText('trace'))
    .action((url: string, { interval, ...flags }: Flags) =>
      run(async (process) => {
        const { trace } = await import('../actions/trace.ts');
        return trace({ ...flags, url, intervalMs: interval }, process);
      }),
    );
}
