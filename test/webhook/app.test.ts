import { createServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { createAdmissionApp } from '../../src/webhook/app.ts';
import { reviewOf, tableRules } from '../support/webhook/admission.ts';
import { FakeMetrics } from '../support/webhook/webhook.ts';

const json = { 'content-type': 'application/json' };
let server: Server;
let url: string;
let metrics: FakeMetrics;
let isReady: boolean;
let lines: unknown[][];

beforeEach(async () => {
  metrics = new FakeMetrics();
  isReady = true;
  lines = [];
  const keep = (...line: unknown[]) => void lines.push(line);
  const app = createAdmissionApp({
    rules: tableRules,
    maxBodyBytes: 20_000,
    clock: systemClock,
    log: { ...silentLog, info: keep, debug: keep, warn: keep, error: keep },
    metrics,
    isReady: () => isReady,
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) =>
  fetch(`${url}/mutate`, { method: 'POST', body, headers });
const small = JSON.stringify(reviewOf({ metadata: { name: 'web' }, spec: {} }));

describe('what is refused', () => {
  test.each([
    ['another content type', 415, () => post(small, { 'content-type': 'text/plain' })],
    ['no content type', 415, () => post(new TextEncoder().encode(small), {})],
    [
      'a compressed body',
      415,
      () => post(new Uint8Array(gzipSync(small)), { ...json, 'content-encoding': 'gzip' }),
    ],
    ['an unknown charset', 415, () => post(small, { 'content-type': 'application/json; charset=koi8-r' })],
    ['a body that is too large', 413, () => post(`{"a":"${'x'.repeat(20_000)}"}`)],
    ['half of a JSON text', 400, () => post(small.slice(0, 100))],
    ['an empty body', 400, () => post('')],
    ['JSON that is no object', 400, () => post('42')],
    ['JSON that is no review', 400, () => post('{"kind":"Pod"}')],
    ['a review without a uid', 400, () => post(JSON.stringify(reviewOf({}, 'shop', { uid: null })))],
    ['GET', 405, () => fetch(`${url}/mutate`)],
    ['PUT', 405, () => fetch(`${url}/mutate`, { method: 'PUT', body: small, headers: json })],
    ['another path', 404, () => fetch(`${url}/validate`, { method: 'POST', body: small, headers: json })],
  ])('%s: %i', async (_, status, call) => {
    const response = await call();
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(/^[^<]{1,220}\n$/);
    if (status === 405) expect(response.headers.get('allow')).toBe('POST');
  });
});

test('every POST is counted once, refused ones as errors', async () => {
  await (await post(small)).text();
  await (await post(JSON.stringify(reviewOf({}, 'shop', { operation: 'DELETE' })))).text();
  await (await post(JSON.stringify(reviewOf({ metadata: {} })))).text();
  await (await post('{')).text();
  await vi.waitFor(() => expect(metrics.results).toEqual(['patched', 'skipped', 'error', 'error']), 15_000);
});

test('the answer gives nothing away about what serves it', async () => {
  const response = await post(small);
  expect(response.headers.get('x-powered-by')).toBeNull();
  expect(await response.json()).toMatchObject({ kind: 'AdmissionReview' });
});

test('a webhook that is not ready is still healthy', async () => {
  isReady = false;
  expect((await fetch(`${url}/-/ready`)).status).toBe(503);
  expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
});

test('a line of the log says which pod was patched, and with what', async () => {
  await post(small);
  const [line] = lines;
  expect(line).toEqual([
    expect.objectContaining({ namespace: 'shop', name: 'web', added: ['single-request-reopen', 'ndots:2'] }),
    'pod changed',
  ]);
});
