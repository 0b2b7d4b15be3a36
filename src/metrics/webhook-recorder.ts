/** Records the webhook's metrics. It has its own registry, because the webhook is a separate process from the agent. */

import { type BuildInfo, type ProcessUsage, processRecorder } from './process-recorder.ts';
import { type Exposition, MetricRegistry } from './registry.ts';
import { type ReviewResult, WEBHOOK_METRICS } from './webhook-metrics.ts';

export function createWebhookRecorder(settings: {
  readonly build: BuildInfo;
  readonly usage: () => ProcessUsage;
}) {
  const registry = new MetricRegistry();
  processRecorder(registry, settings.build, settings.usage);
  const reviews = registry.counter(WEBHOOK_METRICS.reviews);
  const duration = registry.histogram(WEBHOOK_METRICS.reviewDuration);
  const expiry = registry.gauge(WEBHOOK_METRICS.certificateExpiry);
  return {
    /** One review was answered, `seconds` after its request came. */
    reviewed(result: ReviewResult, seconds: number): void {
      reviews.add({ result });
      duration.observeMs({}, seconds * 1000);
    },
    /** The expiry of the certificate that is served now. */
    certificateExpires: (epochSeconds: number) => expiry.set({}, epochSeconds),
    render: (): Promise<Exposition> => registry.expose(),
  };
}
