/** Malicious and malformed requests: 4xx or `allowed: true`, no crash, and bounded memory. */

import { Agent } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { requirement } from '../support/machine/requirement.ts';
import { reviewOf } from '../support/webhook/admission.ts';
import { hasOpenssl, NEEDS_OPENSSL } from '../support/webhook/certificates.ts';
import { type Call, callWebhook, type Reply } from '../support/webhook/webhook.ts';
import { WebhookProcess } from '../support/webhook/webhook-process.ts';

const REQUESTS = 10_000;
const pod = { metadata: { name: 'web' }, spec: {} };
let webhook: WebhookProcess | undefined;

beforeAll(async () => {
  if (hasOpenssl()) webhook = await WebhookProcess.start({ FIVESEC_WEBHOOK_MAX_BODY_BYTES: '100000' });
});
beforeEach((ctx) => requirement(ctx, webhook !== undefined, NEEDS_OPENSSL));
afterAll(async () => {
  await webhook?.stop();
});

function running(): WebhookProcess {
  if (!webhook) throw new Error('not started');
  return webhook;
}

function post(value: unknown): Promise<Reply> {
  return callWebhook(running().port, { body: JSON.stringify(value) });
}

/** Nested so deep that a recursive reader would run out of stack. */
const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`;
const review = JSON.stringify(reviewOf(pod));

const hostileCall: fc.Arbitrary<Call> = fc.oneof(
  fc.string({ maxLength: 200, unit: 'binary' }).map((body) => ({ body })),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ body: Buffer.from(bytes) })),
  fc.jsonValue().map((value) => ({ body: JSON.stringify(value) })),
  fc.jsonValue().map((value) => ({ body: JSON.stringify(reviewOf(value)) })),
  fc.jsonValue().map((spec) => ({ body: JSON.stringify(reviewOf({ metadata: {}, spec })) })),
  fc.nat(review.length).map((length) => ({ body: review.slice(0, length) })),
  fc.constantFrom<Call>(
    { body: deep },
    {
      body: `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","object":${deep}}}`,
    },
    { body: `{"a":"${'x'.repeat(200_000)}"}` },
    { body: '{"__proto__":{"kind":"AdmissionReview"},"constructor":{"prototype":{"a":1}}}' },
    { body: JSON.stringify(reviewOf(pod, 'shop', { uid: 'u'.repeat(90_000) })) },
    { body: review, headers: { 'content-type': 'application/json; charset=utf-7' } },
    { body: review, headers: { 'content-encoding': 'gzip' } },
    { body: review, headers: { 'content-type': `a/${'b'.repeat(5_000)}` } },
    { method: 'DELETE' },
    { method: 'GET', path: `/${'%2e%2e/'.repeat(200)}` },
    { method: 'GET', path: '/%' },
  ),
);

test(`${REQUESTS} malformed requests are refused or let in, and leave the memory bounded`, async () => {
  // The heap reaches its size after some 4,000 of them, and grows by a few MB in the next 10,000 (Node 24.21).
  await send(fc.sample(hostileCall, { numRuns: REQUESTS / 2, seed: 4 }));
  const before = await running().usage();
  expect(await send(fc.sample(hostileCall, { numRuns: REQUESTS, seed: 5 }))).toBe(REQUESTS);
  const after = await running().usage();
  expect(await post(reviewOf(pod))).toMatchObject({ status: 200 });
  expect((after.rssBytes - before.rssBytes) / 2 ** 20).toBeLessThan(50);
}, 120_000);

/** Sends them over a few connections, checks each answer and resolves to their number. */
async function send(calls: Call[]): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, rejectUnauthorized: false });
  const strange: unknown[] = [];
  let answered = 0;
  const loops = Array.from({ length: 8 }, async () => {
    for (let call = calls.pop(); call; call = calls.pop()) {
      const { status, body } = await callWebhook(running().port, { ...call, agent });
      answered += 1;
      const isRefused = status >= 400 && status < 500;
      const isLetIn = status === 200 && JSON.parse(body).response.allowed === true;
      if (!isRefused && !isLetIn) strange.push({ status, body, call });
    }
  });
  await Promise.all(loops);
  agent.destroy();
  expect(strange).toEqual([]);
  return answered;
}

test('bytes that are no HTTP, and no TLS, end their own connection only', async () => {
  const port = running().port;
  const closings = [
    'GET / HTTP/9.9\r\n\r\n',
    '\0\0\0\0',
    `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(9_000)}\r\n`,
  ].map((bytes) => closed(connect({ port, host: '127.0.0.1', rejectUnauthorized: false }), bytes));
  closings.push(closed(connectTcp(port, '127.0.0.1'), 'GET / HTTP/1.1\r\n\r\n'));
  await Promise.all(closings);
  expect(await post(reviewOf(pod))).toMatchObject({ status: 200 });
});

test('slow clients are cut off in time: in the handshake, in the headers and in the body', async () => {
  const port = running().port;
  const started = systemClock.now();
  const head =
    'POST /mutate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 90000\r\n\r\n{';
  const slow = Array.from({ length: 20 }, () => [
    closed(connectTcp(port, '127.0.0.1'), ''),
    closed(connect({ port, host: '127.0.0.1', rejectUnauthorized: false }), 'POST /mutate HTTP/1.1\r\nHo'),
    closed(connect({ port, host: '127.0.0.1', rejectUnauthorized: false }), head),
  ]);
  expect(await post(reviewOf(pod))).toMatchObject({ status: 200 });
  await Promise.all(slow.flat());
  const seconds = (systemClock.now() - started) / 1_000;
  expect(seconds).toBeGreaterThan(3);
  expect(seconds).toBeLessThan(12);
}, 30_000);

/** Sends once and then nothing; resolves when the other side has ended it. */
function closed(socket: Socket, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('data', () => {});
    socket.once('close', () => resolve());
    if (bytes) socket.write(bytes);
  });
}
