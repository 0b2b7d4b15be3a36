/** `fivesec webhook`: serves admission reviews until a signal stops it. */

import { createWebhookRecorder } from '../../metrics/webhook-recorder.ts';
import { createLog } from '../../platform/log.ts';
import { parseWebhookConfig, type WebhookFlags } from '../../webhook/config.ts';
import { runWebhook } from '../../webhook/webhook.ts';
import type { ExitCode, Process } from '../process.ts';
import { buildOf } from '../version.ts';

/** Throws a `Failure` for a mistake in the options, a certificate that can't be served, and a port that is taken. */
export async function serveWebhook(flags: WebhookFlags, process: Process): Promise<ExitCode> {
  const config = parseWebhookConfig(flags, process.env, process.readFile);
  const build = buildOf(process);
  const metrics = createWebhookRecorder({ build, usage: process.usage });
  const log = createLog(config.logLevel);
  const webhook = await runWebhook(config, { clock: process.clock, log, metrics, version: build.version });
  await aborted(process.signal);
  await webhook.stop();
  return 0;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
