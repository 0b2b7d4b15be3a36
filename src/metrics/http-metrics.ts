/** The metrics of the agent's HTTP traces. They have series only for the URLs of `trace.targets`; by default there are none. */

import { HTTP_OUTCOMES, HTTP_PHASES } from '../domain/http-request.ts';
import type { MetricSpec } from './spec.ts';

/** One bucket for each timeout of a C library (2.5 and 5 s), as the histogram of `fivesec trace` has. No edge is a whole 5 (RESOLVER_EDGES). */
const PHASE_EDGES = [0.1, 1, 2.4, 2.9, 4.9, 5.5] as const;

export const HTTP_METRICS = {
  phaseDuration: {
    name: 'fivesec_http_phase_duration_seconds',
    type: 'histogram',
    help: 'Duration of each phase of the HTTP requests to trace.targets: lookup, connect, tls, answer (until the first byte), body.',
    labels: { target: 'open', phase: HTTP_PHASES },
    presence: 'always',
    edges: PHASE_EDGES,
  },
  requests: {
    name: 'fivesec_http_requests_total',
    type: 'counter',
    help: 'HTTP requests to trace.targets that ended: answered (status below 400), error-status, or the phase in which they failed.',
    labels: { target: 'open', outcome: HTTP_OUTCOMES },
    presence: 'always',
  },
} as const satisfies Record<string, MetricSpec>;
