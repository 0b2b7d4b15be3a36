/** The webhook's paths. One of two doors to express: `src/status/app.ts` is the agent's. */

import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
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
  /** A certificate is served that clients can accept, and the process is not about to end. */
  readonly isReady: () => boolean;
}

/** `POST /mutate`, `GET /-/healthy`, `/-/ready`, `/metrics`. */
export function createAdmissionApp(ports: AdmissionAppPorts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/-/healthy', (_, response) => void response.type('text').send('healthy\n'));
  app.get('/-/ready', (_, response) => {
    const isReady = ports.isReady();
    response.status(isReady ? 200 : 503).type('text');
    response.send(isReady ? 'ready\n' : 'no valid certificate, or stopping\n');
  });
  app.get('/metrics', async (_, response) => {
    const { contentType, body } = await ports.metrics.render();
    response.setHeader('Content-Type', contentType);
    response.end(body);
  });
  app.post('/mutate', stopwatch(ports), onlyJson, readBody(ports), mutate(ports));
  app.all('/mutate', (_, response) => refuse(response.set('Allow', 'POST'), 405, 'POST an AdmissionReview'));
  app.use((_, response) => refuse(response, 404, 'no such path'));
  app.use(onError(ports));
  return app;
}

type Step = (request: Request, response: Response, next: () => void) => void;

/** Counts every POST, also one that never becomes a review: that is an error. */
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

/** Nothing is inflated: a few bytes must not become many. */
function readBody({ maxBodyBytes }: AdmissionAppPorts) {
  return express.json({ limit: maxBodyBytes, inflate: false, type: 'application/json' });
}

function mutate(ports: AdmissionAppPorts): Step {
  return (request, response) => {
    const review = readReview(request.body);
    if (!review) return refuse(response, 400, 'not an AdmissionReview of admission.k8s.io/v1 with a uid');
    const admission = admit(review.candidate, ports.rules);
    response.locals['admission'] = admission.kind;
    tell(ports.log, review, admission);
    response.json(answer(review, admission));
  };
}

function tell(log: Log, { uid, namespace, name, dryRun }: Review, admission: Admission): void {
  const about = { uid, namespace, name, dryRun };
  switch (admission.kind) {
    case 'patched': {
      const added = admission.added.map(showOption);
      const isReport = admission.operations.length === 0;
      log.info({ ...about, added }, isReport ? 'pod would be patched' : 'pod patched');
      break;
    }
    case 'skipped':
      log.debug({ ...about, reason: admission.reason }, 'pod left alone');
      break;
    case 'error':
      log.warn({ ...about, why: admission.why }, 'pod not understood, let in unchanged');
      break;
    default:
      assertNever(admission);
  }
}

/** body-parser says with `status` what is wrong with a request: 400, 413, 415; what else is thrown is our bug. */
function onError({ log }: AdmissionAppPorts): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error }, 'request failed');
    refuse(response, status, status >= 500 ? 'internal error' : messageOf(error));
  };
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'bad request';
}

function refuse(response: Response, status: number, why: string): void {
  response.status(status).type('text').send(`${why}\n`);
}
