/** What the agent answers over HTTP. The only door to express; it owns nothing and asks its ports each time. */

import type { RequestListener } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { Verdict } from '../domain/verdict.ts';
import type { JournalView } from '../journal/journal.ts';
import type { Log } from '../platform/log.ts';
import { type PageFacts, statusPage } from './status-page.ts';

export interface AppPorts {
  readonly log: Log;
  /** The metrics as text, and the exact content type of it. */
  readonly expose: () => Promise<{ readonly contentType: string; readonly body: string }>;
  /** The schedule ticks. */
  readonly healthy: () => boolean;
  /** The first round of probes is done. */
  readonly ready: () => boolean;
  readonly journal: () => JournalView;
  /** Those that hold now, surest first. */
  readonly verdicts: () => readonly Verdict[];
  readonly about: () => PageFacts;
}

export function createApp(ports: AppPorts): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Query strings are not read; the simple parser has no nesting to abuse.
  app.set('query parser', 'simple');
  app.use(guarded);

  page(app, '/metrics', async (response) => {
    const { contentType, body } = await ports.expose();
    send(response, contentType, body);
  });
  page(app, '/-/healthy', (response) => condition(response, ports.healthy(), 'the schedule does not tick'));
  page(app, '/-/ready', (response) => condition(response, ports.ready(), 'the first round is not done'));
  page(app, '/api/recent', (response) => sendJson(response, ports.journal()));
  page(app, '/api/verdicts', (response) => sendJson(response, ports.verdicts()));
  page(app, '/', (response) => {
    const facts = { ...ports.about(), ready: ports.ready(), healthy: ports.healthy() };
    send(response, 'text/html; charset=utf-8', statusPage(facts, ports.verdicts(), ports.journal()));
  });

  app.use((_request: Request, response: Response) => refuse(response, 404, 'there is no such page'));
  app.use(failed(ports.log));
  return (request, response) => app(request, response);
}

type Answer = (response: Response) => void | Promise<void>;

/** GET and HEAD; anything else is refused in one place, with the methods that there are. */
function page(app: express.Express, path: string, answer: Answer): void {
  app.get(path, (_request, response) => answer(response));
  app.all(path, (_request, response) => {
    response.setHeader('Allow', 'GET, HEAD');
    refuse(response, 405, 'only GET and HEAD');
  });
}

/** A page that nothing can be loaded into, framed in, or remembered from. */
function guarded(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cache-Control', 'no-store');
  next();
}

function condition(response: Response, good: boolean, reason: string): void {
  if (good) send(response, 'text/plain; charset=utf-8', 'ok\n');
  else refuse(response, 503, reason);
}

function sendJson(response: Response, value: unknown): void {
  send(response, 'application/json; charset=utf-8', `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Past express's own `send`, which rewrites content types. */
function send(response: Response, contentType: string, body: string): void {
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

function refuse(response: Response, status: number, reason: string): void {
  const { headers } = response.req;
  // A body is of no interest to anybody; without this the connection would wait for all of it.
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined)
    response.setHeader('Connection', 'close');
  response.statusCode = status;
  send(response, 'text/plain; charset=utf-8', `${reason}\n`);
}

/** The end of every error. Express knows such a handler by its four parameters. */
function failed(log: Log) {
  return (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error, path: request.path }, 'a request failed');
    if (response.headersSent) response.destroy();
    else refuse(response, status, status < 500 ? 'the request is malformed' : 'something went wrong here');
  };
}

/** Express marks a request that it can't read (`/%ff`) with a status of 400. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
