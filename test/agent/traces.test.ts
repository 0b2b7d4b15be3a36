/** The agent's HTTP traces: their schedule, their bounds, and what they record. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type LookupFunction, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { agentTraces } from '../../src/agent/traces.ts';
import type { HttpRequestEvent, HttpRequestRecord } from '../../src/domain/http-request.ts';
import { type Clock, systemClock } from '../../src/platform/clock.ts';
import { seededRandom } from '../../src/platform/random.ts';
import type { Resolve } from '../../src/probe/probes.ts';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { Scheduler } from '../../src/schedule/scheduler.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { closedServer } from '../support/wire/closed-server.ts';
import * as scripted from '../support/wire/outcomes.ts';
import { lookupAfter, lookupAtOnce, lookupInVain, portOf } from '../trace/local-web.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function web(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return portOf(server);
}

/** A server that writes what it likes to each connection. */
async function rawServer(talk: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => talk(socket));
  });
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return portOf(server);
}

const THREE_QUERIES = scripted.lookup({}, [
  scripted.answered('A'),
  scripted.timedOut('AAAA'),
  scripted.answered('AAAA'),
]);

interface Given {
  readonly clock?: Clock;
  readonly lookup?: LookupFunction;
  readonly signal?: AbortSignal;
}

function traced(targets: readonly string[], given: Given = {}) {
  const records: HttpRequestRecord[] = [];
  const events: HttpRequestEvent[] = [];
  const log = { warn: vi.fn(), debug: vi.fn() };
  const recordStarvedTrace = vi.fn();
  const { clock = systemClock, lookup = lookupAtOnce } = given;
  const { signal = new AbortController().signal } = given;
  const recorder = { recordHttpRequest: (one: HttpRequestRecord) => records.push(one), recordStarvedTrace };
  const resolve: Resolve = (name, _profile, options) =>
    new Promise((resolved) =>
      lookup(name, {}, (error, address) => {
        options?.concluded?.(error || typeof address !== 'string' ? [] : [address]);
        resolved(THREE_QUERIES);
      }),
    );
  const during = <T>(work: () => Promise<T>) => work();
  const traces = agentTraces(
    { trace: { targets, interval: 30_000 }, profiles: ['glibc'] },
    { clock, resolve, during, signal, log, recorder, ended: (event) => events.push(event) },
  );
  const run = () => traces.jobs[0]?.run() ?? Promise.reject(new Error('there is no job'));
  return { records, events, log, recordStarvedTrace, traces, run };
}

const TARGETS = ['http://a.test/', 'http://b.test/', 'http://c.test/'];

/** What ten minutes bring with `qps` queries a second: the targets that were requested, in order, and why requests were left out. */
async function tenMinutes(qps: number) {
  const clock = new FakeClock();
  const ending = new AbortController();
  const { records, traces } = traced(TARGETS, { clock, lookup: lookupInVain, signal: ending.signal });
  const skipped: string[] = [];
  const scheduler = new Scheduler({
    clock,
    random: seededRandom('node'),
    signal: ending.signal,
    ticked: () => {},
    budget: new QueryBudget(clock, qps),
    skipped: (_name, reason) => skipped.push(reason),
    broke: (_name, error) => expect(error).toBeUndefined(),
  });
  const ended = scheduler.run(traces.jobs);
  for (let seconds = 0; seconds < 600; seconds += 1) {
    await clock.advance(1000);
    await new Promise(setImmediate);
  }
  ending.abort();
  await ended;
  return { records: records.map(({ target }) => target), skipped };
}

describe('the schedule', () => {
  it('has no job without targets', () => {
    expect(traced([]).traces.jobs).toEqual([]);
  });

  it('requests each target once in its interval on average, in turn', async () => {
    const { records, skipped } = await tenMinutes(2);
    // Three targets, each every 30 s. The first tick may find the budget empty.
    expect(records.length + skipped.length).toBeGreaterThanOrEqual(59);
    expect(skipped.length).toBeLessThanOrEqual(1);
    expect(records.slice(0, 3)).toEqual(TARGETS);
    const counts = TARGETS.map((target) => records.filter((one) => one === target).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('keeps to the budget of queries, and leaves no target out for ever', async () => {
    const { records, skipped } = await tenMinutes(0.1);
    // Each lookup costs three queries here.
    expect(records.length).toBeLessThanOrEqual((600 * 0.1) / 3 + 1);
    expect(new Set(skipped)).toEqual(new Set(['budget']));
    const counts = TARGETS.map((target) => records.filter((one) => one === target).length);
    expect(Math.min(...counts)).toBeGreaterThan(3);
  });
});

describe('a request', () => {
  it('whose lookup takes five seconds is recorded and logged as such', async () => {
    const clock = new FakeClock();
    const port = await web((_request, response) => response.end('hello'));
    const target = `http://shop.test:${port}/`;
    const given = { clock, lookup: lookupAfter(() => clock.advance(5004)) };
    const { records, events, log, run } = traced([target], given);
    expect(await run()).toBe(3);
    const phases = { lookup: 5004, connect: 0, answer: 0, body: 0 };
    expect(records).toEqual([{ target, outcome: 'answered', phases }]);
    const shown = { endedAt: clock.wall(), detail: 'status 200', slowLookup: true };
    expect(events).toEqual([{ ...records[0], ...shown }]);
    expect(log.warn).toHaveBeenCalledOnce();
    expect(log.warn.mock.calls[0]?.[0]).toMatchObject({ target, lookupMs: 5004, totalMs: 5004 });
  });

  it('to an address has no lookup, and costs no query', async () => {
    const port = await web((_request, response) => response.writeHead(302, { location: '/' }).end());
    const { records, log, run } = traced([`http://127.0.0.1:${port}/`]);
    expect(await run()).toBe(0);
    expect(records).toMatchObject([{ outcome: 'answered' }]);
    expect(Object.keys(records[0]?.phases ?? {})).toEqual(['connect', 'answer', 'body']);
    expect(log.warn).not.toHaveBeenCalled();
  });

  it('counts an error status and each failure, with the lookup that took place', async () => {
    const port = await web((_request, response) => response.writeHead(503).end());
    const closed = await closedServer();
    const { records, events, run } = traced([
      `http://shop.test:${port}/`,
      `http://shop.test:${closed.port}/`,
      `https://shop.test:${port}/`,
    ]);
    for (let made = 0; made < 3; made += 1) await run();
    const outcomes = ['error-status', 'connect-failed', 'tls-failed'];
    expect(records.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(records.map(({ phases }) => Object.keys(phases).length)).toEqual([4, 1, 1]);
    expect(events.map(({ detail }) => detail)).toEqual([
      'status 503',
      expect.stringContaining('ECONNREFUSED'),
      expect.stringContaining('SSL'),
    ]);
    expect(events.some(({ slowLookup }) => slowLookup)).toBe(false);
  });

  it('says nothing about durations if the agent itself was stopped meanwhile', async () => {
    const clock = new FakeClock();
    const port = await web((_request, response) => response.end());
    const stop = async () => {
      await clock.advance(5000);
      traces.lag(2000);
    };
    const given = { clock, lookup: lookupAfter(stop) };
    const { records, events, log, recordStarvedTrace, traces, run } = traced(
      [`http://shop.test:${port}/`],
      given,
    );
    await run();
    expect(records).toMatchObject([{ outcome: 'answered', phases: {} }]);
    expect(events).toMatchObject([{ detail: expect.stringContaining('too little CPU'), slowLookup: false }]);
    expect(recordStarvedTrace).toHaveBeenCalledOnce();
    expect(log.warn).not.toHaveBeenCalled();
  });

  it('that the end of the agent interrupts counts for nothing', async () => {
    const ending = new AbortController();
    const port = await web(() => ending.abort());
    const { records, run } = traced([`http://shop.test:${port}/`], { signal: ending.signal });
    await run();
    expect(records).toEqual([]);
  });
});

describe('a hostile server', () => {
  it('has no more than 1 MiB of its answer read, of 100 MB', async () => {
    let sent = 0;
    const port = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n');
      const chunk = Buffer.alloc(65_536);
      const more = () => {
        while (sent < 104_857_600 && !socket.destroyed) {
          sent += chunk.length;
          if (!socket.write(chunk)) return void socket.once('drain', more);
        }
      };
      more();
    });
    const { records, run } = traced([`http://shop.test:${port}/`]);
    await run();
    expect(records).toMatchObject([{ outcome: 'answered' }]);
    // What the sockets hold comes on top.
    expect(sent).toBeLessThan(20_000_000);
  });

  it.each([
    ['one header without end', 'x: ', 'a'.repeat(65_536)],
    ['headers without end', '', 'x: y\r\n'.repeat(10_000)],
  ])('with %s is given up', async (_what, first, piece) => {
    const port = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${first}`);
      const more = () => {
        while (!socket.destroyed) if (!socket.write(piece)) return void socket.once('drain', more);
      };
      more();
    });
    const { records, run } = traced([`http://shop.test:${port}/`]);
    await run();
    expect(records).toMatchObject([{ outcome: 'answer-failed' }]);
  });

  it.each([
    ['headers', 'HTTP/1.1 200 OK\r\nx: y\r\n', 'answer-failed'],
    ['a body', 'HTTP/1.1 200 OK\r\n\r\nx', 'body-failed'],
  ])('that never ends %s is given up after 15 seconds', async (_what, text, outcome) => {
    const clock = new FakeClock();
    let headRead = () => {};
    const begun = new Promise<void>((resolve) => {
      headRead = resolve;
    });
    if (outcome === 'body-failed') {
      subscribe('http.client.response.finish', headRead);
      closers.push(() => unsubscribe('http.client.response.finish', headRead));
    }
    const port = await rawServer((socket) => {
      socket.write(text);
      if (outcome === 'answer-failed') headRead();
    });
    const { records, run } = traced([`http://shop.test:${port}/`], { clock });
    const running = run();
    await begun;
    await clock.advance(14_999);
    expect(records).toEqual([]);
    await clock.advance(1);
    await running;
    expect(records).toMatchObject([{ outcome, phases: {} }]);
    expect(clock.waiting).toBe(0);
  });
});
