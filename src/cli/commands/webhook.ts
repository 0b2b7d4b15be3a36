/** The flags of `fivesec webhook`, from its own options. */

import { helpText } from '../../config/options.ts';
import type { WebhookFlags } from '../../webhook/config.ts';
import { SETTINGS } from '../../webhook/settings.ts';
import type { Command } from '../commander.ts';
import { addFlag } from '../config-flags.ts';
import { notesText } from '../examples.ts';
import type { Runner } from '../runner.ts';

export function addWebhook(program: Command, run: Runner): void {
  const command = program
    .command('webhook')
    .description('runs the admission webhook that adds DNS options to new pods')
    .addHelpText('after', notesText('webhook'));
  for (const setting of SETTINGS) {
    const help = helpText({ ...setting, default: setting.default ?? 'none, must be given' });
    addFlag(command, setting, help);
  }
  command.action((flags: WebhookFlags) =>
    run(async (process) => {
      const { serveWebhook } = await import('../actions/webhook.ts');
      return serveWebhook(flags, process);
    }),
  );
}
