/** The flags of `fivesec webhook`, from its own table of settings. */

import type { WebhookFlags } from '../../webhook/config.ts';
import { SETTINGS } from '../../webhook/settings.ts';
import { type Command, Option } from '../commander.ts';
import { notesText } from '../examples.ts';
import { collect } from '../flag-values.ts';
import type { Runner } from '../runner.ts';

export function addWebhook(program: Command, run: Runner): void {
  const command = program
    .command('webhook')
    .description('the admission webhook that adds DNS options to pods')
    .addHelpText('after', notesText('webhook'));
  for (const [key, { flag, placeholder, help, isRepeatable }] of Object.entries(SETTINGS)) {
    const option = new Option(`--${flag} <${placeholder}>`, isRepeatable ? `${help} May be repeated.` : help);
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
