import { expect, it } from 'vitest';
import { createWebhookRecorder } from '../../src/metrics/webhook-recorder.ts';
import type { AdmissionMetrics } from '../../src/webhook/metrics.ts';

it('the recorder counts reviews by result, times them, and shows when the certificate expires', async () => {
  // What the webhook asks for as a port is what this recorder gives.
  const recorder: AdmissionMetrics = createWebhookRecorder({
    build: { version: '0.0.0', revision: 'test', nodeVersion: 'v20.0.0' },
    usage: () => ({ cpuMs: 0, residentBytes: 1, startedAt: 0 }),
  });
  expect((await recorder.render()).body).not.toContain('expiry_timestamp_seconds 0');
  recorder.reviewed('patched', 0.004);
  recorder.certificateExpires(1_800_000_000);
  const { body } = await recorder.render();
  expect(body).toContain('fivesec_admission_reviews_total{result="patched"} 1');
  expect(body).toContain('fivesec_admission_reviews_total{result="error"} 0');
  expect(body).toContain('fivesec_admission_review_duration_seconds_bucket{le="0.005"} 1');
  expect(body).toContain('fivesec_admission_review_duration_seconds_bucket{le="0.0025"} 0');
  expect(body).toContain('fivesec_webhook_certificate_expiry_timestamp_seconds 1800000000');
  expect(body).toContain('fivesec_build_info{version="0.0.0",revision="test",node_version="v20.0.0"} 1');
  expect(body).not.toContain('fivesec_lookup');
});
