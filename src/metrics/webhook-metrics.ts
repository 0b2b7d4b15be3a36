/** The metrics of the admission webhook, which is a separate process. */

import type { MetricSpec } from './spec.ts';

const REVIEW_RESULTS = ['patched', 'skipped', 'error'] as const;
export type ReviewResult = (typeof REVIEW_RESULTS)[number];

export const WEBHOOK_METRICS = {
  reviews: {
    name: 'fivesec_admission_reviews_total',
    type: 'counter',
    help: 'Admission reviews answered. In report mode, `patched` counts the pods that would have been changed.',
    labels: { result: REVIEW_RESULTS },
    presence: 'always',
  },
  reviewDuration: {
    name: 'fivesec_admission_review_duration_seconds',
    type: 'histogram',
    help: 'Time from a request until its review was answered.',
    labels: {},
    presence: 'always',
    edges: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 3],
  },
  certificateExpiry: {
    name: 'fivesec_webhook_certificate_expiry_timestamp_seconds',
    type: 'gauge',
    help: 'When the certificate that is served now expires.',
    labels: {},
    presence: 'when-known',
  },
} as const satisfies Record<string, MetricSpec>;
