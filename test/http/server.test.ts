import { EventEmitter, once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type RequestListener } from 'node:http';
import { get as secureGet } from 'node:https';
import { connect } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { listen, listenTls, SCRAPE_LIMITS } from '../../src/http/server.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Failure } from '../../src/platform/failure.ts';
import { requirement } from '../support/machine/requirement.ts';
import { hasOpenssl, makePair, NEEDS_OPENSSL } from '../support/webhook/certificates.ts';

const LOOPBACK = { address: '127.0.0.1', port: 0 };
const hello: RequestListener = (_request, response) => void response.end('hello');

async function failure(started: Promise<unknown>): Promise<string> {
  const error = await started.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Failure && error.code === 'listen') return error.message;
  throw new Error('it should have failed to listen');
}

const body = async (response: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
};

describe('listen', () => {
  it('says which port the kernel chose', async () => {
    const server = await listen(hello, LOOPBACK, systemClock);
    expect(server.at.port).toBeGreaterThan(0);
    expect(await (await fetch(`http://127.0.0.1:${server.at.port}/`)).text()).toBe('hello');
    await server.stop(0);
  });

  it('answers on every address where none is given', async () => {
    const server = await listen(hello, { address: undefined, port: 0 }, systemClock);
    expect(await (await fetch(`http://127.0.0.1:${server.at.port}/`)).text()).toBe('hello');
    await server.stop(0);
  });

  it('says in one line that the port is taken', async () => {
    const other = await listen(hello, LOOPBACK, systemClock);
    const { port } = other.at;
    expect(await failure(listen(hello, { address: '127.0.0.1', port }, systemClock))).toBe(
      `can't listen on 127.0.0.1:${port} (--listen): another process listens there (EADDRINUSE)`,
    );
    await other.stop(0);
  });

  it('says in one line that the address is not here', async () => {
    expect(await failure(listen(hello, { address: '192.0.2.1', port: 9353 }, systemClock))).toBe(
      "can't listen on 192.0.2.1:9353 (--listen): this machine has no such address (EADDRNOTAVAIL)",
    );
  });
});

describe('stop', () => {
  it('closes idle connections at once', async () => {
    const server = await listen(hello, LOOPBACK, systemClock);
    const agent = new Agent({ keepAlive: true });
    const url = `http://127.0.0.1:${server.at.port}/`;
    await new Promise<void>((resolve) => {
      get(url, { agent }, (response) => void body(response).then(() => resolve()));
    });
    const before = systemClock.now();
    await server.stop(30_000);
    expect(systemClock.now() - before).toBeLessThan(10_000);
    agent.destroy();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('lets a request under way finish, on a connection that would have been kept', async () => {
    const requests = new EventEmitter();
    const started = once(requests, 'request');
    const held: RequestListener = (_request, response) => {
      requests.once('finish', () => response.end('done'));
      requests.emit('request');
    };
    const server = await listen(held, LOOPBACK, systemClock);
    const agent = new Agent({ keepAlive: true });
    const answer = new Promise<string>((resolve, reject) => {
      get(
        `http://127.0.0.1:${server.at.port}/`,
        { agent },
        (response) => void body(response).then(resolve),
      ).on('error', reject);
    });
    await started;
    const before = systemClock.now();
    const stopped = server.stop(30_000);
    requests.emit('finish');
    expect(await answer).toBe('done');
    await stopped;
    expect(systemClock.now() - before).toBeLessThan(10_000);
    agent.destroy();
  });

  it('cuts off what hangs when the deadline is over, and is the same end for all who ask', async () => {
    const server = await listen(() => {}, LOOPBACK, systemClock);
    const socket = connect(server.at.port, '127.0.0.1');
    const cut = new Promise<void>((resolve) => {
      socket.on('error', () => {});
      socket.on('close', () => resolve());
    });
    await new Promise<void>((resolve) => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n', () => resolve()));
    const before = systemClock.now();
    await Promise.all([server.stop(100), server.stop(100)]);
    await cut;
    expect(systemClock.now() - before).toBeLessThan(10_000);
  });

  it('frees the port', async () => {
    const server = await listen(hello, LOOPBACK, systemClock);
    await server.stop(0);
    const next = createServer().listen(server.at.port, '127.0.0.1');
    await new Promise((resolve, reject) => next.on('listening', resolve).on('error', reject));
    await new Promise((resolve) => next.close(resolve));
  });
});

describe('listenTls', () => {
  beforeEach((ctx) => requirement(ctx, hasOpenssl(), NEEDS_OPENSSL));
  const nothing = () => {};

  it('serves over TLS, and another certificate to the next connection', async () => {
    const [first, second] = [makePair('first'), makePair('second')];
    const tls = { identity: first, onHandshakeError: nothing };
    const server = await listenTls(hello, LOOPBACK, systemClock, SCRAPE_LIMITS, tls);
    const ask = async (ca: string) => {
      const [response]: IncomingMessage[] = await once(
        secureGet({ host: '127.0.0.1', port: server.at.port, ca, agent: false }),
        'response',
      );
      return response ? body(response) : undefined;
    };
    expect(await ask(first.cert)).toBe('hello');
    server.use(second);
    expect(await ask(second.cert)).toBe('hello');
    await expect(ask(first.cert)).rejects.toThrow(/self-signed/);
    await server.stop(0);
  });

  it('reports a client that speaks no TLS', async () => {
    const failed = new EventEmitter();
    const tls = { identity: makePair('any'), onHandshakeError: (error: Error) => failed.emit('tls', error) };
    const server = await listenTls(hello, LOOPBACK, systemClock, SCRAPE_LIMITS, tls);
    const reported = once(failed, 'tls');
    const socket = connect(server.at.port, '127.0.0.1');
    socket.on('error', nothing);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(String(await reported)).toMatch(/http request/i);
    socket.destroy();
    await server.stop(0);
  });
});
