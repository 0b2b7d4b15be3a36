/** What the webhook counts, as an interface. `src/metrics/` implements it; tests use a plain fake. */

import type { Admission } from './admission/admit.ts';

/** The values of `fivesec_admission_reviews_total{result}`; in report mode `patched` is what would have been. */
export type ReviewResult = Admission['kind'];

export interface AdmissionMetrics {
  /** One review was answered, `seconds` after its request came (`fivesec_admission_review_duration_seconds`). */
  reviewed(result: ReviewResult, seconds: number): void;
  /** `fivesec_webhook_certificate_expiry_timestamp_seconds`: of the certificate that is served now. */
  certificateExpires(epochSeconds: number): void;
  /** The exposition and its exact Content-Type. */
  render(): Promise<Exposition>;
}

interface Exposition {
  readonly contentType: string;
  readonly body: string;
}
