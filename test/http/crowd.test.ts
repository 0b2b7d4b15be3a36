import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { listen, listenTls, type RunningServer, SCRAPE_LIMITS } from '../../src/http/server.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { requirement } from '../support/machine/requirement.ts';
import { hasOpenssl, makePair, NEEDS_OPENSSL } from '../support/webhook/certificates.ts';

const LOOPBACK = { address: '127.0.0.1', port: 0 };
const FEW = { ...SCRAPE_LIMITS, maxConnections: 3 };
const hello: RequestListener = (_request, response) => void response.end('hello');

const servers: RunningServer[] = [];
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await Promise.all(servers.splice(0).map((server) => server.stop(0)));
});

async function client(port: number, bytes = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  clients.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  if (bytes) socket.write(bytes);
  return socket;
}

async function served(handler: RequestListener): Promise<number> {
  const server = await listen(handler, LOOPBACK, systemClock, FEW);
  servers.push(server);
  return server.at.port;
}

it('a full server ends the oldest connection that has sent no whole request, and serves the new one', async () => {
  const port = await served(hello);
  const silent = [await client(port), await client(port, 'GET / HT'), await client(port)];
  const ended = once(silent[0] as Socket, 'close');
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
  await ended;
  expect(silent.map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
});

it('a full server refuses the new connection where each of the others has a request under way', async () => {
  let underWay = 0;
  const answers: (() => void)[] = [];
  const port = await served((_request, response) => {
    underWay += 1;
    answers.push(() => response.end('at last'));
  });
  const asking = Array.from({ length: 3 }, async () => (await fetch(`http://127.0.0.1:${port}/`)).text());
  await expect.poll(() => underWay).toBe(3);
  const refused = await client(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  if (!refused.destroyed) await once(refused, 'close');
  for (const answer of answers) answer();
  expect(await Promise.all(asking)).toEqual(['at last', 'at last', 'at last']);
});

it('a full server counts clients in a TLS handshake, and knows a request that came over TLS', async (ctx) => {
  requirement(ctx, hasOpenssl(), NEEDS_OPENSSL);
  let answer = () => {};
  const handler: RequestListener = (_request, response) => {
    answer = () => response.end('at last');
  };
  const tls = { identity: makePair('any'), onHandshakeError: () => {} };
  const server = await listenTls(handler, LOOPBACK, systemClock, FEW, tls);
  servers.push(server);
  const { port } = server.at;
  const asking = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  clients.push(asking);
  asking.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const waiting = answer;
  await expect.poll(() => answer !== waiting).toBe(true);
  const silent = [await client(port), await client(port), await client(port)];
  await once(silent[0] as Socket, 'close');
  answer();
  const [received] = await once(asking, 'data');
  expect(String(received)).toContain('at last');
});
