import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { askAgent } from '../../src/fleet/ask-agent.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { nodeReport } from '../support/fleet/node-reports.ts';

const never = new AbortController().signal;

async function agent(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no port');
  return {
    at: { address: '127.0.0.1', port: at.port },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function asked(answer: RequestListener, timeoutMs = 5_000, signal = never) {
  await using other = await agent(answer);
  return await askAgent(other.at, { clock: systemClock, timeoutMs, signal });
}

describe('one agent', () => {
  it('gives its report at /api/node', async () => {
    let path: string | undefined;
    const answer = await asked((request, response) => {
      path = request.url;
      response.end(JSON.stringify(nodeReport('node-1')));
    });
    expect(path).toBe('/api/node');
    expect(answer).toEqual({ kind: 'report', report: nodeReport('node-1') });
  });

  it('that sends without end is cut off', async () => {
    let sent = 0;
    const answer = await asked((_request, response) => {
      const block = Buffer.alloc(65_536, ' ');
      const more = () => {
        while (!response.destroyed && sent < 100_000_000) {
          sent += block.length;
          if (!response.write(block)) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    });
    expect(answer).toEqual({ kind: 'silent', reason: 'its answer is larger than 64 KiB and was cut off' });
    expect(sent).toBeLessThan(100_000_000);
  });

  it.each([
    [404, 'it answered with HTTP status 404 (is it an older fivesec, or no fivesec at all?)'],
    [302, 'it answered with HTTP status 302'],
    [500, 'it answered with HTTP status 500'],
  ])('that answers %i has no report', async (status, reason) => {
    const answer = await asked((_request, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
    });
    expect(answer).toEqual({ kind: 'silent', reason });
  });

  it('that says something else has no report', async () => {
    const answer = await asked((_request, response) => response.end('<h1>hello</h1>'));
    expect(answer).toEqual({ kind: 'silent', reason: 'its answer is not JSON' });
  });

  it('that stops in the middle is waited for until its deadline', async () => {
    const answer = await asked((_request, response) => response.write('{"schema":1,'), 50);
    expect(answer).toEqual({ kind: 'silent', reason: 'no answer within 0.1 s' });
  });

  it('that closes the connection in the middle has no report', async () => {
    const answer = await asked((request, response) => {
      response.write('{', () => request.socket.destroy());
    });
    expect(answer).toEqual({ kind: 'silent', reason: 'it closed the connection (ECONNRESET)' });
  });

  it('that does not exist is distinguished from one that is silent', async () => {
    const gone = await agent(() => {});
    await gone[Symbol.asyncDispose]();
    const answer = await askAgent(gone.at, { clock: systemClock, timeoutMs: 5_000, signal: never });
    expect(answer).toEqual({ kind: 'silent', reason: 'nothing listens there (ECONNREFUSED)' });
  });

  it('is not waited for after an interruption', async () => {
    const ending = new AbortController();
    const answer = await asked(() => ending.abort(), 60_000, ending.signal);
    expect(answer).toEqual({ kind: 'silent', reason: 'interrupted' });
    expect(await asked(() => {}, 60_000, ending.signal)).toEqual(answer);
  });
});
