/**
 * Hostile HTTP clients against a whole agent: they send nothing, too much, or too often. The agent keeps measuring, serves the next
 * scrape, and its memory stays bounded. test/webhook/hostile.test.ts has the same for the webhook's bodies and slow clients.
 */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { raw } from '../support/agent/http-surface.ts';
import { type WholeAgent, wholeAgent } from '../support/agent/whole-agent.ts';
import { requirement } from '../support/machine/requirement.ts';
import { reviewOf } from '../support/webhook/admission.ts';
import { hasOpenssl, NEEDS_OPENSSL } from '../support/webhook/certificates.ts';
import { callWebhook } from '../support/webhook/webhook.ts';
import { WebhookProcess } from '../support/webhook/webhook-process.ts';

/** More than the 512 connections that agent and webhook hold. */
const LORISES = 600;
const MEGABYTE = 2 ** 20;

const sockets: Socket[] = [];
let agent: WholeAgent | undefined;
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await agent?.end();
  agent = undefined;
});

/** Opens connections that send half a request and then nothing. */
async function lorises(port: number): Promise<void> {
  for (let i = 0; i < LORISES; i += 1) {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /metrics HTTP/1.1\r\nHo'));
    socket.on('error', () => {});
    sockets.push(socket);
  }
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
}

/** The lookups that ended until now. */
const lookups = (one: WholeAgent) => one.sum(/^fivesec_lookups_total\{/);

async function goesOnMeasuring(one: WholeAgent): Promise<void> {
  const before = await lookups(one);
  await expect.poll(() => lookups(one)).toBeGreaterThan(before);
}

it(`an agent answers scrapes while ${LORISES} clients hold connections and send no request`, async () => {
  agent = await wholeAgent();
  await lorises(agent.port);
  expect((await agent.get('/-/healthy')).status).toBe(200);
  await goesOnMeasuring(agent);
});

it('an agent refuses requests that are too large, and holds none of them in memory', async () => {
  agent = await wholeAgent();
  const before = process.memoryUsage().rss;
  const header = `GET /metrics HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(MEGABYTE)}\r\n\r\n`;
  const url = `GET /${'x'.repeat(MEGABYTE)} HTTP/1.1\r\nHost: a\r\n\r\n`;
  for (let i = 0; i < 20; i += 1) {
    expect(await raw(agent.port, header)).toMatch(/^(?:HTTP\/1\.1 431|$)/);
    expect(await raw(agent.port, url)).toMatch(/^(?:HTTP\/1\.1 431|$)/);
  }
  const body = new Uint8Array(10 * MEGABYTE);
  const posted = await agent.get('/metrics', { method: 'POST', body }).then(
    ({ status }) => status,
    () => 405,
  );
  expect(posted).toBe(405);
  await goesOnMeasuring(agent);
  expect((process.memoryUsage().rss - before) / MEGABYTE).toBeLessThan(150);
});

it('an agent in a storm of 2,000 scrapes serves each of them and goes on measuring', async () => {
  agent = await wholeAgent();
  const { port } = agent;
  const before = await lookups(agent);
  const memory = process.memoryUsage().rss;
  let left = 2000;
  const scraper = async () => {
    while (left > 0) {
      left -= 1;
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      expect([response.status, (await response.text()).length > 1000]).toEqual([200, true]);
    }
  };
  await Promise.all(Array.from({ length: 50 }, scraper));
  expect(await lookups(agent)).toBeGreaterThan(before);
  expect((process.memoryUsage().rss - memory) / MEGABYTE).toBeLessThan(200);
}, 60_000);

it(`a webhook answers the API server while ${LORISES} clients hold connections and begin no handshake`, async (ctx) => {
  requirement(ctx, hasOpenssl(), NEEDS_OPENSSL);
  const webhook = await WebhookProcess.start();
  try {
    const before = await webhook.usage();
    await lorises(webhook.port);
    const startMs = systemClock.now();
    const body = JSON.stringify(reviewOf({ metadata: { name: 'web' }, spec: {} }));
    expect(await callWebhook(webhook.port, { body })).toMatchObject({ status: 200 });
    // The API server waits 3 s (`timeoutSeconds` of the chart).
    expect(systemClock.now() - startMs).toBeLessThan(3000);
    expect(((await webhook.usage()).rssBytes - before.rssBytes) / MEGABYTE).toBeLessThan(100);
  } finally {
    await webhook.stop();
  }
});
