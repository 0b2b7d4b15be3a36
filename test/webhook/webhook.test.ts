import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { Failure } from '../../src/platform/failure.ts';
import { silentLog } from '../../src/platform/log.ts';
import { parseWebhookConfig } from '../../src/webhook/config.ts';
import { runWebhook } from '../../src/webhook/webhook.ts';
import { requirement } from '../support/machine/requirement.ts';
import { reviewOf } from '../support/webhook/admission.ts';
import { hasOpenssl, makePair, NEEDS_OPENSSL, SecretMount } from '../support/webhook/certificates.ts';
import { FakeMetrics, TestWebhook } from '../support/webhook/webhook.ts';

const pod = { metadata: { name: 'web' }, spec: {} };
let webhook: TestWebhook;

beforeEach(async (ctx) => {
  requirement(ctx, hasOpenssl(), NEEDS_OPENSSL);
  webhook = await TestWebhook.start();
});

afterEach(async () => {
  await webhook?.stop();
});

describe('over real TLS', () => {
  test('a pod is answered with a patch and counted, with its duration in seconds', async () => {
    const askedMs = systemClock.now();
    const reply = await webhook.post(reviewOf(pod));
    expect(reply).toMatchObject({ status: 200, commonName: 'first' });
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(reply.body)).toMatchObject({ response: { allowed: true, patchType: 'JSONPatch' } });
    await vi.waitFor(() => expect(webhook.metrics.results).toEqual(['patched']), 15_000);
    expect(webhook.metrics.seconds[0]).toBeGreaterThan(0);
    expect(webhook.metrics.seconds[0]).toBeLessThan((systemClock.now() - askedMs) / 1000);
  });

  test('liveness, readiness and metrics are served beside it', async () => {
    expect(await webhook.call({ method: 'GET', path: '/-/healthy' })).toMatchObject({
      status: 200,
      body: 'healthy\n',
    });
    expect(await webhook.call({ method: 'GET', path: '/-/ready' })).toMatchObject({
      status: 200,
      body: 'ready\n',
    });
    const metrics = await webhook.call({ method: 'GET', path: '/metrics' });
    expect(metrics.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  test('the expiry of the served certificate is recorded, in seconds since the epoch', () => {
    const days = ((webhook.metrics.expiries[0] ?? 0) - Date.now() / 1_000) / 86_400;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
  });
});

describe('certificates', () => {
  test('a new pair on disk is served to the next connection without a restart', async () => {
    webhook.mount.update(makePair('second', 60));
    await vi.waitFor(async () => {
      expect(await webhook.post(reviewOf(pod))).toMatchObject({ status: 200, commonName: 'second' });
    }, 15_000);
    expect(webhook.metrics.expiries).toHaveLength(2);
  });

  test('ten swaps under load cost not one request, on open connections and on new ones', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 4, rejectUnauthorized: false });
    const names = new Set<string | undefined>();
    const statuses: number[] = [];
    let isDone = false;
    const loops = [agent, agent, agent, undefined].map(async (shared) => {
      while (!isDone) {
        const reply = await webhook.post(reviewOf(pod), shared);
        statuses.push(reply.status);
        if (!shared) names.add(reply.commonName);
      }
    });
    for (let swap = 1; swap <= 10; swap += 1) {
      webhook.mount.update(makePair(`swap-${swap}`));
      await vi.waitFor(() => expect(webhook.metrics.expiries).toHaveLength(swap + 1), 15_000);
      const before = statuses.length;
      await vi.waitFor(() => expect(names).toContain(`swap-${swap}`), 15_000);
      await vi.waitFor(() => expect(statuses.length).toBeGreaterThan(before + 8), 15_000);
    }
    isDone = true;
    await Promise.all(loops);
    agent.destroy();
    expect(new Set(statuses)).toEqual(new Set([200]));
  }, 60_000);
});

describe('the end', () => {
  test('stop answers what is under way, lets idle connections go and closes the port', async () => {
    const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
    await webhook.post(reviewOf(pod), agent);
    const socket = connect({ port: webhook.port, host: '127.0.0.1', rejectUnauthorized: false });
    const body = JSON.stringify(reviewOf(pod));
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    const asks = 'POST /mutate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue';
    socket.write(`${asks}\r\nContent-Length: ${body.length}\r\n\r\n`);
    // What the server says when it has read the headers.
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1.1 100 Continue/);
    socket.write(body.slice(0, 20));

    const started = systemClock.now();
    const stopped = webhook.running.stop();
    const answered = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    socket.write(body.slice(20));
    expect(await answered).toMatch(/^HTTP\/1.1 200 OK/);
    await stopped;
    // What would be cut off is given five seconds.
    expect(systemClock.now() - started).toBeLessThan(4_000);
    await expect(webhook.post(reviewOf(pod))).rejects.toThrow(/ECONNREFUSED/);
    agent.destroy();
    socket.destroy();
  });

  test('while it drains it is unready and still answers', async () => {
    const draining = await TestWebhook.start({ drainMs: '4000' });
    const stopped = draining.running.stop();
    expect(await draining.call({ method: 'GET', path: '/-/ready' })).toMatchObject({ status: 503 });
    expect(await draining.post(reviewOf(pod))).toMatchObject({ status: 200 });
    await stopped;
    await expect(draining.post(reviewOf(pod))).rejects.toThrow(/ECONNREFUSED/);
    draining.mount.remove();
  });
});

describe('mistakes of the operator', () => {
  const start = (flags: { certFile: string; keyFile: string; listen: string }) =>
    runWebhook(
      parseWebhookConfig(flags, {}, () => ''),
      {
        clock: systemClock,
        log: silentLog,
        metrics: new FakeMetrics(),
        version: '1.2.3',
      },
    );

  test('a missing certificate is a failure that names the file', async () => {
    const failure = await start({
      certFile: '/nowhere/tls.crt',
      keyFile: '/nowhere/tls.key',
      listen: ':0',
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({
      code: 'unreadable-file',
      message: expect.stringContaining('/nowhere/tls.crt'),
    });
  });

  test('a taken address is a failure that names it', async () => {
    const { certFile, keyFile } = webhook.mount;
    await expect(start({ certFile, keyFile, listen: `127.0.0.1:${webhook.port}` })).rejects.toMatchObject({
      code: 'listen',
      message: `can't listen on 127.0.0.1:${webhook.port} (--listen): another process listens there (EADDRINUSE)`,
    });
  });

  test('an expired certificate is served, but never called ready', async () => {
    const mount = new SecretMount(makePair('brief', 1));
    const { certFile, keyFile } = mount;
    const later = { ...systemClock, wall: () => Date.now() + 2 * 86_400_000 };
    const running = await runWebhook(
      parseWebhookConfig({ certFile, keyFile, listen: '127.0.0.1:0' }, {}, () => ''),
      {
        clock: later,
        log: silentLog,
        metrics: new FakeMetrics(),
        version: '1.2.3',
      },
    );
    const expired = new TestWebhook(mount, running, new FakeMetrics());
    expect(await expired.call({ method: 'GET', path: '/-/ready' })).toMatchObject({ status: 503 });
    await expired.stop();
  });
});
