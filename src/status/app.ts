/** The agent's pages over HTTP: metrics, health, verdicts and the status page. It has no state: each request asks the ports. */

import type { RequestListener } from 'node:http';
import type { Verdict } from '../domain/verdict.ts';
import {
  type Answer,
  type Express,
  finished,
  newApp,
  type Request,
  type Response,
  refuseUnread,
  send,
  sendCondition,
  sendJson,
} from '../http/app.ts';
import type { JournalView } from '../journal/journal.ts';
import type { Log } from '../platform/log.ts';
import { ASSETS } from './assets.ts';

export interface AppPorts {
  readonly log: Log;
  /** The metrics as text, and the exact content type of that text. */
  readonly expose: () => Promise<{ readonly contentType: string; readonly body: string }>;
  /** The schedule ticks. */
  readonly healthy: () => boolean;
  /** The first round of probes is done. */
  readonly ready: () => boolean;
  readonly journal: () => JournalView;
  /** Those that hold now, surest first. */
  readonly verdicts: () => readonly Verdict[];
  /** The status page as it is now, an HTML document. */
  readonly page: () => string;
  /** Pages of other rooms, each at a path of its own. */
  readonly pages?: readonly { readonly path: string; readonly answer: Answer }[];
}

export function createApp(ports: AppPorts): RequestListener {
  const app = newApp();
  app.use(guarded);

  page(app, '/metrics', async (response) => {
    const { contentType, body } = await ports.expose();
    send(response, contentType, body);
  });
  page(app, '/-/healthy', (response) =>
    sendCondition(response, ports.healthy(), 'ok', 'the schedule does not tick'),
  );
  page(app, '/-/ready', (response) =>
    sendCondition(response, ports.ready(), 'ok', 'the first round is not done'),
  );
  page(app, '/api/recent', (response) => sendJson(response, ports.journal()));
  page(app, '/api/verdicts', (response) => sendJson(response, ports.verdicts()));
  for (const { path, answer } of ports.pages ?? []) page(app, path, answer);
  page(app, '/', (response) => {
    send(response, 'text/html; charset=utf-8', ports.page());
  });
  for (const { path, contentType, body } of ASSETS)
    page(app, path, (response) => send(response, contentType, body));

  return finished(app, ports.log, REFUSALS, refuseUnread);
}

const REFUSALS = {
  notFound: 'there is no such page',
  malformed: () => 'the request is malformed',
  failed: 'something went wrong here',
};

/** GET and HEAD. Any other method is refused in one place, with the list of allowed methods. */
function page(app: Express, path: string, answer: Answer): void {
  app.get(path, (_request, response) => answer(response));
  app.all(path, (_request, response) => {
    response.setHeader('Allow', 'GET, HEAD');
    refuseUnread(response, 405, 'only GET and HEAD');
  });
}

/** The page loads its own style, script and icon, and loads itself again. Everything else is forbidden. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers for a page that loads nothing from elsewhere, can't be framed, and is not cached. */
function guarded(_request: Request, response: Response, next: () => void): void {
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cache-Control', 'no-store');
  next();
}
