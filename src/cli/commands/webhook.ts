/** The flags of `fivesec webhook`, from its own table of settings. */

import type { WebhookFlags } from '../../webhook/config.ts';
import { SETTINGS } from '../../webhook/settings.ts';
import { type Command, Option } from '../commander.ts';
import { notesText } from '../examples.ts';
import { collect } from '../flag-values.ts';
import type { Runner } from '../runner.ts';

type Described = Pick<(typeof SETTINGS)[keyof typeof SETTINGS], 'help' | 'isRepeatable' | 'defaults'>;

export function addWebhook(program: Command, run: Runner): void {
  const command = program
    .command('webhook')
    .description('the admission webhook that adds DNS options to pods')
    .addHelpText('after', notesText('webhook'));
  for (const [key, setting] of Object.entries(SETTINGS)) {
    const { flag, placeholder, isRepeatable } = setting;
    const option = new Option(`--${flag} <${placeholder}>`, helpFor(setting));
    option.attributeName = () => key;
    if (isRepeatable) option.argParser(collect);
    command.addOption(option);
  }
  command.action((flags: WebhookFlags) =>
    run(async (process) => {
      const { serveWebhook } = await import('../webhook-command.ts');
      return serveWebhook(flags, process);
    }),
  );
}

/** The sentence of a setting, with its default. The default is not given to commander: it would override the variable. */
function helpFor({ help, isRepeatable, defaults }: Described): string {
  const shown = defaults?.join(', ') ?? 'none, must be given';
  return [
    help,
    ...(isRepeatable ? ['May be repeated.'] : []),
    ...(shown === '' ? [] : [`(default: ${shown})`]),
  ].join(' ');
}
