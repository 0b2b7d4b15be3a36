/** The only file that imports express: an app with strict defaults, and the answers that agent and webhook share. */

import type { RequestListener } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Log } from '../platform/log.ts';

export type { Express, Request, Response };

export type Answer = (response: Response) => void | Promise<void>;

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
export function finished(app: Express, log: Log, refusals: Refusals, refusing = refuse): RequestListener {
  app.use((_request: Request, response: Response) => refusing(response, 404, refusals.notFound));
  // Express recognises an error handler by its four parameters.
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error, path: request.path }, 'a request failed');
    if (response.headersSent) response.destroy();
    else refusing(response, status, status < 500 ? refusals.malformed(error) : refusals.failed);
  });
  return (request, response) => app(request, response);
}

/** Parses JSON of at most `limit` bytes. Compressed bodies are rejected: a few bytes could inflate to many. */
export function jsonBody(limit: number): ReturnType<typeof express.json> {
  return express.json({ limit, inflate: false, type: 'application/json' });
}

/** 200 with `yes`, or 503 with `no`. */
export function sendCondition(response: Response, holds: boolean, yes: string, no: string): void {
  if (holds) sendText(response, yes);
  else refuse(response, 503, no);
}

/** Does not use express's own `send`, which rewrites content types. */
export function send(response: Response, contentType: string, body: string): void {
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

export function sendJson(response: Response, value: unknown): void {
  send(response, 'application/json; charset=utf-8', `${JSON.stringify(value, undefined, 2)}\n`);
}

export function sendText(response: Response, line: string): void {
  send(response, 'text/plain; charset=utf-8', `${line}\n`);
}

/** Sends one line of text. A body that the client still sends is read and discarded. */
export function refuse(response: Response, status: number, reason: string): void {
  response.statusCode = status;
  sendText(response, reason);
}

/** As `refuse`, for an app that reads no bodies: it closes the connection instead of waiting for the whole body. */
export function refuseUnread(response: Response, status: number, reason: string): void {
  const { headers } = response.req;
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined)
    response.setHeader('Connection', 'close');
  refuse(response, status, reason);
}

/** Express and body-parser mark a request that they can't read (`/%ff`, half a JSON text) with a status of 4xx. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
