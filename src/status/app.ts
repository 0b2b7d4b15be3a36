/** The agent's pages over HTTP: metrics, health, verdicts and the status page. It has no state: each request asks the ports. */

import type { RequestListener, ServerResponse } from 'node:http';
import type { Verdict } from '../domain/verdict.ts';
import { send, sendCondition, sendJson } from '../http/answers.ts';
import { type Page, servePages } from '../http/pages.ts';
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
  /** Those that hold now, the one to read first at the front. */
  readonly verdicts: () => readonly Verdict[];
  /** The status page as it is now, an HTML document. */
  readonly page: () => string;
  /** Pages of other rooms, each at a path of its own. */
  readonly pages?: readonly Page[];
}

export function createApp(ports: AppPorts): RequestListener {
  const pages: Page[] = [
    {
      path: '/metrics',
      async answer(response) {
        const { contentType, body } = await ports.expose();
        send(response, contentType, body);
      },
    },
    {
      path: '/-/healthy',
      answer: (response) =>
        sendCondition(response, ports.healthy(), 'ok', 'no probe was started for three intervals'),
    },
    {
      path: '/-/ready',
      answer: (response) => sendCondition(response, ports.ready(), 'ok', 'the first round is not done'),
    },
    { path: '/api/recent', answer: (response) => sendJson(response, ports.journal()) },
    { path: '/api/verdicts', answer: (response) => sendJson(response, ports.verdicts()) },
    { path: '/', answer: (response) => send(response, 'text/html; charset=utf-8', ports.page()) },
    ...(ports.pages ?? []),
    ...ASSETS.map(({ path, contentType, body }) => ({
      path,
      answer: (response: ServerResponse) => send(response, contentType, body),
    })),
  ];
  return servePages(pages, HEADERS, ports.log);
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

/** For a page that loads nothing from elsewhere, can't be framed, and is not cached. */
const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};
