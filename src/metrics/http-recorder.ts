/** Records the agent's HTTP requests as series. */

import { HTTP_PHASES, type HttpRequestRecord } from '../domain/http-request.ts';
import { HTTP_METRICS } from './http-metrics.ts';
import type { MetricRegistry } from './registry.ts';

/** `targets`: the URLs that are requested. All of their series start at 0. */
export function httpRecorder(registry: MetricRegistry, targets: readonly string[]) {
  const duration = registry.histogram(HTTP_METRICS.phaseDuration, { target: targets });
  const requests = registry.counter(HTTP_METRICS.requests, { target: targets });
  return {
    recordHttpRequest({ target, outcome, phases }: HttpRequestRecord): void {
      requests.add({ target, outcome });
      for (const phase of HTTP_PHASES) {
        const ms = phases[phase];
        if (ms !== undefined) duration.observeMs({ target, phase }, ms);
      }
    },
  };
}
