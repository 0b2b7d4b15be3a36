/** The times of a trace beside those of curl, on one local HTTPS server that is slow in a known way. */

import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import type { RequestTimes } from '../../src/trace/request-steps.ts';
import { timedRequest } from '../../src/trace/timed-request.ts';
import { requirement } from '../support/machine/requirement.ts';
import { unlessStalled } from '../support/time/unless-stalled.ts';
import { certificate } from './certificate.ts';
import { lookupAtOnce, portOf } from './local-web.ts';

const HEAD_AFTER_MS = 300;
const BODY_TAKES_MS = 200;
const TIMES = 5;
/** Each step is about as long as curl's, the quickest of five requests each. bench/trace.ts holds them to 10 ms on a calm machine. */
const CLOSE_MS = 60;

type Steps = Readonly<Record<'lookup' | 'connect' | 'tls' | 'answer' | 'answerAndBody', number>>;

/** How long each step took by itself. The body alone would be the shorter the later its beginning was read, so it is timed with the wait for it. */
function steps(times: RequestTimes): Steps {
  return {
    lookup: times.lookupMs,
    connect: times.connectMs - times.lookupMs,
    tls: times.appconnectMs - times.connectMs,
    answer: times.starttransferMs - times.pretransferMs,
    answerAndBody: times.totalMs - times.pretransferMs,
  };
}

async function byCurl(port: number): Promise<Steps> {
  const wanted = ['namelookup', 'connect', 'appconnect', 'pretransfer', 'starttransfer', 'total'];
  const format = wanted.map((name) => `%{time_${name}}`).join(' ');
  const flags = ['-sk', '-o', '/dev/null', '-w', format, '--resolve', `web.test:${port}:127.0.0.1`];
  const { stdout } = await promisify(execFile)('curl', [...flags, `https://web.test:${port}/`]);
  const [lookupMs = 0, connectMs = 0, appconnectMs = 0, pretransferMs = 0, starttransferMs = 0, totalMs = 0] =
    stdout.split(' ').map((seconds) => Number(seconds) * 1000);
  return steps({ lookupMs, connectMs, appconnectMs, pretransferMs, starttransferMs, totalMs });
}

async function byTrace(port: number): Promise<Steps> {
  const { signal } = new AbortController();
  const ports = { clock: systemClock, lookup: lookupAtOnce, timeoutMs: 10_000, signal, insecure: true };
  const got = await timedRequest(new URL(`https://web.test:${port}/`), ports);
  if (got.kind !== 'done') throw new Error(JSON.stringify(got));
  return steps(got);
}

async function quickest(ask: () => Promise<Steps>): Promise<Steps> {
  const all: Steps[] = [];
  for (let made = 0; made < TIMES; made += 1) all.push(await ask());
  const least = (step: keyof Steps) => Math.min(...all.map((one) => one[step]));
  return {
    lookup: least('lookup'),
    connect: least('connect'),
    tls: least('tls'),
    answer: least('answer'),
    answerAndBody: least('answerAndBody'),
  };
}

it('fivesec trace gives each step the time that curl gives it', { timeout: 60_000 }, async (ctx) => {
  const pair = certificate();
  requirement(ctx, pair !== undefined, 'openssl is not there to make a certificate');
  requirement(ctx, spawnSync('curl', ['--version']).status === 0, 'curl is not there');
  const server = createServer(pair ?? {}, (_request, response) => {
    systemClock.after(HEAD_AFTER_MS, () => response.write('head'));
    systemClock.after(HEAD_AFTER_MS + BODY_TAKES_MS, () => response.end('tail'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await unlessStalled(async () => {
      const curl = await quickest(() => byCurl(portOf(server)));
      const ours = await quickest(() => byTrace(portOf(server)));
      // curl reads the system's certificates in this step, so it takes longer by as much as that.
      expect(ours.tls).toBeGreaterThan(0);
      expect(ours.tls).toBeLessThan(curl.tls + CLOSE_MS);
      expect(ours.answer).toBeGreaterThanOrEqual(HEAD_AFTER_MS - 1);
      for (const step of ['lookup', 'connect', 'answer', 'answerAndBody'] as const)
        expect(Math.abs(ours[step] - curl[step]), `${step}: ${ours[step]}, curl ${curl[step]}`).toBeLessThan(
          CLOSE_MS,
        );
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
