import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { LookupFunction } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { RequestSteps } from '../../src/trace/request-steps.ts';
import { type RequestPorts, timedRequest } from '../../src/trace/timed-request.ts';
import { requirement } from '../support/machine/requirement.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { closedServer } from '../support/wire/closed-server.ts';
import { certificate } from './certificate.ts';
import { lookupAfter, lookupAtOnce, lookupInVain, portOf, startWeb } from './local-web.ts';

const open: Array<{ close(): unknown; closeAllConnections(): void }> = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function web(listener: Parameters<typeof startWeb>[0]): Promise<Server> {
  const server = await startWeb(listener);
  open.push(server);
  return server;
}

function ask(url: string, ports: Partial<RequestPorts> = {}) {
  const signal = new AbortController().signal;
  return timedRequest(new URL(url), {
    clock: systemClock,
    lookup: lookupAtOnce,
    timeoutMs: 10_000,
    signal,
    ...ports,
  });
}

describe('timedRequest', () => {
  it('orders its times as curl does', async () => {
    const server = await web((_request, response) => response.end('hello'));
    const got = await ask(`http://web.test:${portOf(server)}/`);
    if (got.kind !== 'done') throw new Error(JSON.stringify(got));
    expect(got.status).toBe(200);
    expect(got.appconnectMs).toBe(0);
    const order = [0, got.lookupMs, got.connectMs, got.pretransferMs, got.starttransferMs, got.totalMs];
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(got.lookupMs).toBeGreaterThan(0);
  });

  it('begins with the lookup: what Node.js prepares before it belongs to no step', async () => {
    const clock = new FakeClock();
    const steps = new RequestSteps(clock);
    await clock.advance(25);
    const lookup = steps.timed(lookupAfter(() => clock.advance(5005)));
    await new Promise<void>((resolve) => lookup('web.test', {}, () => resolve()));
    expect(steps.times()).toMatchObject({ lookupMs: 5005, totalMs: 5005 });
  });

  it('gives a stalled lookup to the lookup, to the millisecond', async () => {
    const clock = new FakeClock();
    const server = await web((_request, response) => response.end());
    const lookup = lookupAfter(() => clock.advance(5005));
    const got = await ask(`http://web.test:${portOf(server)}/`, { clock, lookup });
    expect(got).toMatchObject({ kind: 'done', lookupMs: 5005, connectMs: 5005, totalMs: 5005 });
  });

  it('gives a slow server to the server, and a slow body to the rest', async () => {
    const clock = new FakeClock();
    const headRead = new Promise<void>((resolve) => {
      const done = () => {
        unsubscribe('http.client.response.finish', done);
        resolve();
      };
      subscribe('http.client.response.finish', done);
    });
    const server = await web((_request, response) => {
      void (async () => {
        await clock.advance(2000);
        response.write('head');
        await headRead;
        await clock.advance(300);
        response.end('tail');
      })();
    });
    const got = await ask(`http://web.test:${portOf(server)}/`, { clock });
    expect(got).toMatchObject({
      kind: 'done',
      lookupMs: 0,
      pretransferMs: 0,
      starttransferMs: 2000,
      totalMs: 2300,
    });
  });

  it('needs no lookup for an address', async () => {
    const server = await web((_request, response) => response.end());
    const lookup = vi.fn(lookupAtOnce);
    expect(await ask(`http://127.0.0.1:${portOf(server)}/`, { lookup })).toMatchObject({
      kind: 'done',
      lookupMs: 0,
    });
    expect(lookup).not.toHaveBeenCalled();
  });

  it('opens a connection for each request and leaves none open', async () => {
    const ports = new Set<number | undefined>();
    const server = await web((request, response) => {
      ports.add(request.socket.remotePort);
      response.end(request.headers.connection);
    });
    for (const _ of [1, 2, 3]) await ask(`http://web.test:${portOf(server)}/`);
    expect(ports.size).toBe(3);
    await new Promise((resolve) => server.close(resolve));
  });

  it('reports an error status as an answer', async () => {
    const server = await web((_request, response) => response.writeHead(503).end());
    expect(await ask(`http://web.test:${portOf(server)}/`)).toMatchObject({ kind: 'done', status: 503 });
  });

  it('says that the lookup failed, and that all the time was its', async () => {
    const clock = new FakeClock();
    const lookup: LookupFunction = (...asked) => void clock.advance(40).then(() => lookupInVain(...asked));
    const got = await ask('http://web.test/', { clock, lookup });
    expect(got).toMatchObject({ kind: 'failed', stage: 'lookup', reason: 'getaddrinfo EAI_AGAIN web.test' });
    expect(got).toMatchObject({ lookupMs: 40, totalMs: 40 });
  });

  it.each(['127.0.0.1', 'web.test'])('says that %s refuses the connection', async (host) => {
    const { port } = await closedServer();
    const got = await ask(`http://${host}:${port}/`);
    expect(got).toMatchObject({
      kind: 'failed',
      stage: 'connect',
      reason: `connect ECONNREFUSED 127.0.0.1:${port}`,
    });
  });

  it('says why when several addresses refuse', async () => {
    const { port } = await closedServer();
    const got = await ask(`http://web.test:${port}/`, {
      lookup: (_hostname, _options, callback) =>
        callback(null, [
          { address: '127.0.0.1', family: 4 },
          { address: '127.0.0.2', family: 4 },
        ]),
    });
    expect(got).toMatchObject({ stage: 'connect', reason: `connect ECONNREFUSED 127.0.0.1:${port}` });
  });

  it('says that the other side speaks no TLS', async () => {
    const server = await web((_request, response) => response.end());
    const got = await ask(`https://web.test:${portOf(server)}/`);
    expect(got).toMatchObject({ kind: 'failed', stage: 'tls' });
    expect(got.kind === 'failed' && got.reason).toMatch(/^[^\n]{5,161}$/);
  });

  it('says that a certificate is not to be trusted, and times the handshake when it is', async (ctx) => {
    const pair = certificate();
    requirement(ctx, pair !== undefined, 'openssl is not there to make a certificate');
    const server = createHttpsServer(pair ?? {}, (_request, response) => response.end()).listen(
      0,
      '127.0.0.1',
    );
    open.push(server);
    await once(server, 'listening');
    const url = `https://web.test:${portOf(server)}/`;
    expect(await ask(url)).toMatchObject({
      kind: 'failed',
      stage: 'tls',
      reason: expect.stringMatching(/certificate.*\(DEPTH_ZERO_SELF_SIGNED_CERT\)$/),
    });
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const got = await ask(url);
    if (got.kind !== 'done') throw new Error(JSON.stringify(got));
    expect(got.appconnectMs).toBeGreaterThan(got.connectMs);
    expect(got.pretransferMs).toBe(got.appconnectMs);
  });

  it('accepts any certificate if it is insecure', async (ctx) => {
    const pair = certificate();
    requirement(ctx, pair !== undefined, 'openssl is not there to make a certificate');
    const server = createHttpsServer(pair ?? {}, (_request, response) => response.end());
    open.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const url = `https://web.test:${portOf(server)}/`;
    expect(await ask(url, { insecure: true })).toMatchObject({ kind: 'done', status: 200 });
    expect(await ask(url, { insecure: false })).toMatchObject({ kind: 'failed', stage: 'tls' });
  });

  it('says that the answer broke off', async () => {
    const server = await web((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => response.destroy());
    });
    expect(await ask(`http://web.test:${portOf(server)}/`)).toMatchObject({ kind: 'failed', stage: 'body' });
  });

  it('says that the server hung up without an answer', async () => {
    const server = await web((request) => request.socket.destroy());
    expect(await ask(`http://web.test:${portOf(server)}/`)).toMatchObject({
      kind: 'failed',
      stage: 'answer',
      reason: 'socket hang up (ECONNRESET)',
    });
  });

  it('gives a silent server up in time', async () => {
    const clock = new FakeClock();
    const server = await web(() => void clock.advance(30_000));
    const got = await ask(`http://web.test:${portOf(server)}/`, { clock, timeoutMs: 30_000 });
    expect(got).toMatchObject({
      kind: 'failed',
      stage: 'answer',
      reason: 'no end after 30 s',
      totalMs: 30_000,
    });
    expect(clock.waiting).toBe(0);
  });

  it('gives a lookup up in time that never ends', async () => {
    const clock = new FakeClock();
    const got = await ask('http://web.test/', {
      clock,
      timeoutMs: 30_000,
      lookup: () => void clock.advance(30_000),
    });
    expect(got).toMatchObject({ kind: 'failed', stage: 'lookup', lookupMs: 30_000, totalMs: 30_000 });
  });

  it('can be interrupted, before and within', async () => {
    const stop = new AbortController();
    const server = await web(() => stop.abort());
    const url = `http://web.test:${portOf(server)}/`;
    expect(await ask(url, { signal: stop.signal })).toMatchObject({ kind: 'interrupted' });
    expect(await ask(url, { signal: stop.signal })).toMatchObject({ kind: 'interrupted' });
  });

  it('fails, and does not crash, on a user name that cannot be decoded', async () => {
    expect(await ask('http://%zz@web.test/')).toMatchObject({ kind: 'failed', totalMs: 0 });
  });
});
