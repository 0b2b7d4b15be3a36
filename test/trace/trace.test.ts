import type { Server } from 'node:http';
import type { LookupFunction } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { runTrace, type TraceOptions } from '../../src/trace/trace.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { closedServer } from '../support/wire/closed-server.ts';
import { lookupAfter, lookupAtOnce, lookupInVain, portOf, startWeb } from './local-web.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function webPort(): Promise<number> {
  const server = await startWeb((_request, response) => response.end('ok'));
  open.push(server);
  return portOf(server);
}

/** No pause of a busy machine is a second by it. */
const CALM = { ...systemClock, now: () => systemClock.now() / 100 };

async function trace(options: Partial<TraceOptions> & { url: string }) {
  const lines: string[] = [];
  const code = await runTrace({
    intervalMs: 1,
    clock: CALM,
    signal: new AbortController().signal,
    lookup: lookupAtOnce,
    ...options,
    write: (line) => {
      lines.push(line);
      options.write?.(line);
    },
  });
  return { code, lines };
}

describe('runTrace', () => {
  it('makes no request after the time that it may last', async () => {
    const clock = new FakeClock();
    const lookup = lookupAfter(() => clock.advance(400));
    const url = `http://web.test:${await webPort()}/`;
    const { lines } = await trace({ url, intervalMs: 300, limitMs: 1000, clock, lookup });
    expect(lines.at(-1)).toMatch(/^3 requests/);
  });

  it('writes a line for each request, and a sum', async () => {
    const port = await webPort();
    const { code, lines } = await trace({ url: `http://web.test:${port}/path?q=1`, count: 3 });
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^http:\/\/web\.test:\d+\/path: seconds since/);
    expect(lines.slice(1, 4).every((line) => / lookup=0\.\d{6} .* status=200$/.test(line))).toBe(true);
    expect(lines.slice(4)).toEqual(['3 requests: 0 slow (1 s or longer), 0 failed.']);
  });

  it('blames the lookup when every third one stalls for 5 s', async () => {
    const clock = new FakeClock();
    let asked = 0;
    const lookup = lookupAfter(() => {
      asked += 1;
      return clock.advance(asked % 3 === 0 ? 5005 : 1);
    });
    const { lines } = await trace({
      url: `http://web.test:${await webPort()}/`,
      count: 6,
      intervalMs: 0,
      clock,
      lookup,
    });
    expect(lines.filter((line) => line.endsWith('SLOW'))).toHaveLength(2);
    expect(lines.slice(-2)).toEqual([
      '6 requests: 2 slow (1 s or longer), 0 failed.',
      'The slow ones took 10.01 s together, 10.01 s of it in the lookup (100.0 %).',
    ]);
  });

  it('shows only requests with a slow lookup if asked to, and counts all', async () => {
    const clock = new FakeClock();
    let asked = 0;
    const lookup = lookupAfter(() => {
      asked += 1;
      return clock.advance(asked === 2 ? 2505 : 1);
    });
    const url = `http://web.test:${await webPort()}/`;
    const { lines } = await trace({ url, count: 3, intervalMs: 0, clock, lookup, slow: true });
    expect(lines[0]).toMatch(/Only those with a lookup of 1 s or longer are shown\.$/);
    expect(lines.filter((line) => line.includes('status='))).toHaveLength(1);
    expect(lines).toContain(
      '1 lookup took 1 s or longer: run `fivesec check` in this place to find the cause.',
    );
    expect(lines.at(-2)).toBe('3 requests: 1 slow (1 s or longer), 0 failed.');
  });

  it('prints JSON lines and nothing else if asked to', async () => {
    const { code, lines } = await trace({
      url: `http://web.test:${await webPort()}/path?q=1`,
      count: 2,
      json: true,
    });
    expect(code).toBe(0);
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(['done', 'done']);
    expect(JSON.parse(lines[0] ?? '').url).toMatch(/^http:\/\/web\.test:\d+\/path$/);
  });

  it('colours a failure where colours are wanted', async () => {
    const { port } = await closedServer();
    const url = `http://web.test:${port}/`;
    expect((await trace({ url, count: 1, colour: true })).lines[1]).toContain('\u001b[31mFAILED\u001b[39m');
    expect((await trace({ url, count: 1 })).lines.join()).not.toContain('\u001b');
  });

  it('keeps its interval from start to start', async () => {
    const clock = new FakeClock(0);
    const starts: number[] = [];
    const lookup: LookupFunction = (...asked) => {
      starts.push(clock.now());
      lookupAfter(() => clock.advance(400))(...asked);
    };
    let ended = false;
    const traced = trace({
      url: `http://web.test:${await webPort()}/`,
      count: 3,
      intervalMs: 1000,
      clock,
      lookup,
    }).then(() => {
      ended = true;
    });
    while (!ended) await clock.advance(10);
    await traced;
    expect(starts).toHaveLength(3);
    for (const [index, start] of starts.entries()) expect(start - index * 1000).toBeLessThan(300);
  });

  it('goes on after failures, a clear line for each', async () => {
    const { port } = await closedServer();
    let asked = 0;
    const lookup: LookupFunction = (...args) => {
      asked += 1;
      return asked === 1 ? lookupInVain(...args) : lookupAtOnce(...args);
    };
    const { code, lines } = await trace({ url: `http://web.test:${port}/`, count: 2, lookup });
    expect(code).toBe(1);
    expect(lines[1]).toMatch(/FAILED in the lookup: getaddrinfo EAI_AGAIN web\.test$/);
    expect(lines[2]).toMatch(/FAILED to connect: connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
    expect(lines[3]).toBe('2 requests: 0 slow (1 s or longer), 2 failed.');
  });

  it('is content with one answer among failures, whatever its status', async () => {
    const server = await startWeb((_request, response) => response.writeHead(503).end());
    open.push(server);
    let asked = 0;
    const lookup: LookupFunction = (...args) => {
      asked += 1;
      return asked === 2 ? lookupAtOnce(...args) : lookupInVain(...args);
    };
    const { code, lines } = await trace({ url: `http://web.test:${portOf(server)}/`, count: 3, lookup });
    expect(code).toBe(0);
    expect(lines[2]).toContain('status=503');
    expect(lines.at(-1)).toBe('3 requests: 0 slow (1 s or longer), 2 failed.');
  });

  it('ends between two requests when it is aborted, with the summary', async () => {
    const stop = new AbortController();
    const { code, lines } = await trace({
      url: `http://web.test:${await webPort()}/`,
      intervalMs: 3_600_000,
      signal: stop.signal,
      write: (line) => {
        if (line.includes('status=')) setImmediate(() => stop.abort());
      },
    });
    expect(code).toBe(0);
    expect(lines.at(-1)).toBe('1 request: 0 slow (1 s or longer), 0 failed.');
  });

  it('ends within a request when it is aborted, and does not count it', async () => {
    const stop = new AbortController();
    const lookup: LookupFunction = () => stop.abort();
    const { code, lines } = await trace({ url: 'http://web.test/', signal: stop.signal, lookup });
    expect(code).toBe(1);
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/ interrupted after 0\.\d+ s$/),
      '0 requests: 0 slow (1 s or longer), 0 failed.',
    ]);
  });

  it('puts http:// before a bare host, as curl does', async () => {
    const { code, lines } = await trace({ url: `web.test:${await webPort()}/x`, count: 1 });
    expect(code).toBe(0);
    expect(lines[1]).toContain('status=200');
  });

  it.each(['', 'http://', 'ftp://web.test/', 'not a url', 'http://[::1', 'file:///etc/passwd'])(
    'refuses %j in one line',
    async (url) => {
      await expect(trace({ url, count: 1 })).rejects.toMatchObject({
        code: 'config',
        message: `${JSON.stringify(url)} is no http or https URL, such as https://example.com/healthz`,
      });
    },
  );
});
