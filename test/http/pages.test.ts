/** The agent's pages at fixed paths. test/status/app.test.ts has the hostile requests. */

import { expect, it } from 'vitest';
import { send } from '../../src/http/answers.ts';
import { type Page, servePages } from '../../src/http/pages.ts';
import { listen } from '../../src/http/server.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createLog } from '../../src/platform/log.ts';

const PAGES: readonly Page[] = [
  { path: '/', answer: (response) => send(response, 'text/plain', 'root') },
  { path: '/api/Node', answer: (response) => send(response, 'text/plain', 'node') },
  {
    path: '/late',
    answer(response) {
      response.write('half');
      throw new Error('secret of the house');
    },
  },
];

/** Requests `paths` one after the other: status and body of each, or `cut`. */
async function answers(...paths: readonly string[]) {
  const logged: string[] = [];
  const log = createLog('error', { write: (line) => void logged.push(line) });
  const server = await listen(
    servePages(PAGES, { 'X-Of-All': 'yes' }, log),
    { address: '127.0.0.1', port: 0 },
    systemClock,
  );
  const got: string[] = [];
  for (const path of paths)
    got.push(await bodyOf(fetch(`http://127.0.0.1:${server.at.port}${path}`)).catch(() => 'cut'));
  await server.stop(0);
  return { got, logged };
}

async function bodyOf(request: Promise<Response>): Promise<string> {
  const response = await request;
  const isOfAll = response.headers.get('x-of-all') === 'yes';
  return `${response.status} ${await response.text()}${isOfAll ? '' : ' without the headers of all'}`;
}

it('a page is found with a query, in other letters, and with a slash at its end', async () => {
  const paths = ['/', '/?a=1', '/api/Node', '/API/node/', '/api/node/?x=/'];
  const { got, logged } = await answers(...paths);
  expect(got).toEqual(['200 root', '200 root', '200 node', '200 node', '200 node']);
  expect(logged).toEqual([]);
});

it('a page that fails after its first byte is cut, so that no client takes it for whole', async () => {
  const { got, logged } = await answers('/late', '/');
  expect(got).toEqual(['cut', '200 root']);
  expect(logged).toHaveLength(1);
  expect(JSON.parse(logged[0] ?? '')).toMatchObject({ path: '/late', msg: 'a request failed' });
});
