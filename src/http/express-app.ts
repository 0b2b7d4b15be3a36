/** The only file that imports express: the webhook's app, with strict defaults. The agent's pages need no library (pages.ts). */

import type { RequestListener } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Log } from '../platform/log.ts';
import { refuse } from './answers.ts';

export type { Request, Response };

/** One step of answering a request: it answers, or calls `next`. */
export type Step = (request: Request, response: Response, next: () => void) => void;

/** The error texts of an app. */
export interface Refusals {
  readonly notFound: string;
  /** For a request that express or a body parser could not read (400, 413, 415). */
  readonly malformed: (error: unknown) => string;
  /** For a fault of our own (500). */
  readonly failed: string;
}

/** An app that does not name its software, and that does not parse nested query strings, which could be abused. */
export function newApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  return app;
}

/** Completes an app: every other path is 404, and every error gets an answer. Call it last. */
export function finished(app: Express, log: Log, refusals: Refusals): RequestListener {
  app.use((_request: Request, response: Response) => refuse(response, 404, refusals.notFound));
  // Express recognises an error handler by its four parameters.
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error, path: request.path }, 'a request failed');
    if (response.headersSent) response.destroy();
    else refuse(response, status, status < 500 ? refusals.malformed(error) : refusals.failed);
  });
  return (request, response) => app(request, response);
}

/** Parses JSON of at most `limit` bytes. Compressed bodies are rejected: a few bytes could inflate to many. */
export function jsonBody(limit: number): ReturnType<typeof express.json> {
  return express.json({ limit, inflate: false, type: 'application/json' });
}

/** Express and body-parser mark a request that they can't read (`/%ff`, half a JSON text) with a status of 4xx. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
