/** A program that runs the webhook alone. `WebhookProcess` starts it, and asks for its usage over IPC. */

import { readFileSync } from 'node:fs';
import { systemClock } from '../../../src/platform/clock.ts';
import { createLog } from '../../../src/platform/log.ts';
import { parseWebhookConfig } from '../../../src/webhook/config.ts';
import type { AdmissionMetrics } from '../../../src/webhook/metrics.ts';
import { runWebhook } from '../../../src/webhook/webhook.ts';

/** The reply to the parent's request. */
interface ServerUsage {
  readonly rssBytes: number;
  readonly cpuSeconds: number;
  readonly reviews: number;
  /** How often another certificate pair was taken after the first one. */
  readonly swaps: number;
}

let reviews = 0;
let swaps = -1;
const metrics: AdmissionMetrics = {
  reviewed: () => {
    reviews += 1;
  },
  certificateExpires: () => {
    swaps += 1;
  },
  render: () => Promise.resolve({ contentType: 'text/plain', body: '' }),
};

const config = parseWebhookConfig({}, process.env, (path) => readFileSync(path, 'utf8'));
const log = createLog(config.logLevel);
const webhook = await runWebhook(config, { clock: systemClock, log, metrics, version: 'bench' });

process.on('message', (message) => {
  if (message === 'stop') void webhook.stop().then(() => process.disconnect());
  else process.send?.(usage());
});
process.send?.({ port: webhook.at.port });

function usage(): ServerUsage {
  const { user, system } = process.cpuUsage();
  return { rssBytes: process.memoryUsage().rss, cpuSeconds: (user + system) / 1e6, reviews, swaps };
}
