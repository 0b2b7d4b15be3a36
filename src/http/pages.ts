/**
 * Pages at fixed paths, served by node:http alone. The agent has nothing else to serve and is on every node, and express would take 3 MB of
 * memory and a tenth of its start (docs/decisions/007-a-small-heap.md).
 */

import type { RequestListener, ServerResponse } from 'node:http';
import type { Log } from '../platform/log.ts';
import { refuseUnread } from './answers.ts';

type Answer = (response: ServerResponse) => void | Promise<void>;

export interface Page {
  /** Without a slash at its end. */
  readonly path: string;
  readonly answer: Answer;
}

/** GET and HEAD of each page, 405 for its other methods, and 404 for every other path. All answers have `headers`. */
export function servePages(
  pages: readonly Page[],
  headers: Readonly<Record<string, string>>,
  log: Log,
): RequestListener {
  const answers = new Map(pages.map(({ path, answer }) => [path.toLowerCase(), answer]));
  return ({ method, url = '' }, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const path = pathOf(url);
    const answer = answers.get(path);
    if (answer === undefined) return refuseUnread(response, 404, 'there is no such page');
    if (method === 'GET' || method === 'HEAD') return void answered(answer, path, response, log);
    response.setHeader('Allow', 'GET, HEAD');
    refuseUnread(response, 405, 'only GET and HEAD');
  };
}

/** Never rejects: a fault of ours is logged, and the client gets 500 without its reason. */
async function answered(answer: Answer, path: string, response: ServerResponse, log: Log): Promise<void> {
  try {
    await answer(response);
  } catch (error) {
    log.error({ err: error, path }, 'a request failed');
    if (response.headersSent) response.destroy();
    else refuseUnread(response, 500, 'something went wrong here');
  }
}

/** Without the query, in lower case, and without a slash at the end. A proxy may ask for a whole address (RFC 9112 section 3.2.2). */
function pathOf(url: string): string {
  const path = url.startsWith('/') ? url.replace(/[?#].*/s, '') : (URL.parse(url)?.pathname ?? '');
  const known = path.toLowerCase();
  return known.length > 1 && known.endsWith('/') ? known.slice(0, -1) : known;
}
