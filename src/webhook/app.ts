/** The webhook's paths: admission reviews, health and metrics. */

import type { RequestListener } from 'node:http';
import { refuse, send, sendCondition } from '../http/answers.ts';
import { finished, jsonBody, newApp, type Request, type Response, type Step } from '../http/express-app.ts';
import { assertNever } from '../platform/assert-never.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { type Admission, type AdmissionRules, admit } from './admission/admit.ts';
import { showOption } from './admission/option.ts';
import { answer, type Review, readReview } from './admission/review.ts';
import type { AdmissionMetrics } from './metrics.ts';

export interface AdmissionAppPorts {
  readonly rules: AdmissionRules;
  readonly maxBodyBytes: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: AdmissionMetrics;
  /** Ready: a certificate that clients can accept is served, and the process is not shutting down. */
  readonly isReady: () => boolean;
}

/** `POST /mutate`, `GET /-/healthy`, `/-/ready`, `/metrics`. */
export function createAdmissionApp(ports: AdmissionAppPorts): RequestListener {
  const app = newApp();
  app.get('/-/healthy', (_, response) => sendCondition(response, true, 'healthy', ''));
  app.get('/-/ready', (_, response) =>
    sendCondition(response, ports.isReady(), 'ready', 'no valid certificate, or stopping'),
  );
  app.get('/metrics', async (_, response) => {
    const { contentType, body } = await ports.metrics.render();
    send(response, contentType, body);
  });
  app.post('/mutate', stopwatch(ports), onlyJson, jsonBody(ports.maxBodyBytes), mutate(ports));
  app.all('/mutate', (_, response) => refuse(response.set('Allow', 'POST'), 405, 'POST an AdmissionReview'));
  return finished(app, ports.log, REFUSALS);
}

/** body-parser's message says what is wrong with the body. */
const REFUSALS = {
  notFound: 'no such path',
  malformed: (error: unknown) => (error instanceof Error ? error.message.slice(0, 200) : 'bad request'),
  failed: 'internal error',
};

/** Counts every POST. One that holds no valid review counts as an error. */
function stopwatch({ clock, metrics }: AdmissionAppPorts): Step {
  return (_, response, next) => {
    const startMs = clock.now();
    response.once('close', () => {
      const admission: unknown = response.locals['admission'];
      const result = isResult(admission) ? admission : 'error';
      metrics.reviewed(result, (clock.now() - startMs) / 1_000);
    });
    next();
  };
}

function isResult(value: unknown): value is Admission['kind'] {
  return value === 'patched' || value === 'skipped' || value === 'error';
}

/** The API server sends exactly `application/json`. */
function onlyJson(request: Request, response: Response, next: () => void): void {
  if (request.is('application/json')) next();
  else refuse(response, 415, 'the content type must be application/json');
}

function mutate(ports: AdmissionAppPorts): Step {
  return (request, response) => {
    const review = readReview(request.body);
    if (!review) return refuse(response, 400, 'not an AdmissionReview of admission.k8s.io/v1 with a uid');
    const admission = admit(review.candidate, ports.rules);
    response.locals['admission'] = admission.kind;
    logAdmission(ports.log, review, admission);
    response.json(answer(review, admission));
  };
}

function logAdmission(log: Log, { uid, namespace, name, dryRun }: Review, admission: Admission): void {
  const about = { uid, namespace, name, dryRun };
  switch (admission.kind) {
    case 'patched': {
      const added = admission.added.map(showOption);
      const isReport = admission.operations.length === 0;
      log.info({ ...about, added }, isReport ? 'pod would be changed' : 'pod changed');
      break;
    }
    case 'skipped':
      log.debug({ ...about, reason: admission.reason }, 'pod not changed');
      break;
    case 'error':
      log.warn({ ...about, why: admission.why }, 'pod not understood: not changed');
      break;
    default:
      assertNever(admission);
  }
}
