import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Journal } from '../../src/journal/journal.ts';
import { raw, surface } from '../support/agent/http-surface.ts';
import { lookup } from '../support/wire/outcomes.ts';

describe('/metrics', () => {
  it.each([
    [undefined],
    ['application/openmetrics-text;version=1.0.0,text/plain;q=0.5'],
    ['application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited'],
    ['text/html'],
  ])('answers in the one text format, whatever is accepted (%s)', async (accept) => {
    await using site = await surface();
    const response = await site.get('/metrics', accept === undefined ? {} : { headers: { accept } });
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect([response.status, await response.text()]).toEqual([200, 'up 1\n']);
  });

  it('answers HEAD with headers alone', async () => {
    await using site = await surface();
    const response = await site.get('/metrics', { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      '5',
      '',
    ]);
  });

  it('tells nobody why it failed, and goes on', async () => {
    let failing = true;
    await using site = await surface({
      expose: async () => {
        if (failing) throw new Error('secret of the house');
        return { contentType: 'text/plain', body: 'fine' };
      },
    });
    const response = await site.get('/metrics');
    expect([response.status, await response.text()]).toEqual([500, 'something went wrong here\n']);
    failing = false;
    expect((await site.get('/metrics')).status).toBe(200);
  });
});

describe('/-/healthy and /-/ready', () => {
  it('say what their function says at that moment', async () => {
    let [healthy, ready] = [true, false];
    await using site = await surface({ healthy: () => healthy, ready: () => ready });
    const statuses = async () => [(await site.get('/-/healthy')).status, (await site.get('/-/ready')).status];
    expect(await statuses()).toEqual([200, 503]);
    [healthy, ready] = [false, true];
    expect(await statuses()).toEqual([503, 200]);
    expect(await (await site.get('/-/healthy')).text()).toBe('no probe was started for three intervals\n');
  });
});

describe('/api', () => {
  it('gives the journal and the verdicts as JSON', async () => {
    const journal = new Journal(3);
    journal.record({ kind: 'lookup', outcome: lookup({ durationMs: 5003 }) });
    const verdict = { cause: 'packet-loss', confidence: 0.8, rule: 'r', facts: [], remedies: [] } as const;
    await using site = await surface({ journal: () => journal.view(), verdicts: () => [verdict] });
    const recent = await site.get('/api/recent');
    expect(recent.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await recent.json()).toEqual(journal.view());
    expect(await (await site.get('/api/verdicts')).json()).toEqual([verdict]);
  });
});

describe('a request that fits nothing', () => {
  it.each([['/metricsx'], ['/api'], ['/.env'], ['/../etc/passwd'], ['/%2e%2e/etc/passwd'], ['//metrics']])(
    'gets 404 for %s',
    async (path) => {
      await using site = await surface();
      const response = await site.get(path);
      expect([response.status, await response.text()]).toEqual([404, 'there is no such page\n']);
    },
  );

  it.each([['POST'], ['PUT'], ['DELETE'], ['OPTIONS'], ['PATCH']])(
    'gets 405 for %s, with the methods there are',
    async (method) => {
      await using site = await surface();
      const response = await site.get('/metrics', { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    },
  );

  it('is not read to its end', async () => {
    await using site = await surface();
    const answer = await raw(
      site.port,
      'POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nxxxx',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 405 .*\r\nConnection: close\r\n/s);
  });

  it.each([
    ['a path that is no UTF-8', 'GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n', 404],
    ['half an escape', 'GET /%e0%a4%a HTTP/1.1\r\nHost: x\r\n\r\n', 404],
    ['no host', 'GET /metrics HTTP/1.1\r\n\r\n', 400],
    ['a strange host', 'GET /metrics HTTP/1.1\r\nHost: "><script>alert(1)</script>\r\n\r\n', 200],
    ['a whole address', 'GET http://evil.example/metrics HTTP/1.1\r\nHost: x\r\n\r\n', 200],
    ['no path', 'GET * HTTP/1.1\r\nHost: x\r\n\r\n', 404],
    ['deep parameters', `GET /metrics?${'a[b]'.repeat(500)}=1 HTTP/1.1\r\nHost: x\r\n\r\n`, 200],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 400],
    ['a TLS greeting', '\u0016\u0003\u0001\u0002\u0000\u0001', 400],
  ])('does no harm: %s', async (_what, bytes, status) => {
    await using site = await surface();
    const answer = await raw(site.port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).not.toMatch(/at .*\.ts|node:internal|alert\(1\)/);
    expect((await site.get('/metrics')).status).toBe(200);
  });

  it('does no harm as 200 bursts of random bytes', async () => {
    await using site = await surface();
    for (let count = 0; count < 200; count += 1) {
      const noise = randomBytes(1 + (count % 300));
      // Line ends alone are no request yet, and the server waits for one.
      if (noise.every((byte) => byte === 0x0d || byte === 0x0a)) noise[0] = 0;
      await raw(site.port, Buffer.concat([noise, Buffer.from('\r\n\r\n')]));
    }
    expect((await site.get('/metrics')).status).toBe(200);
  });
});

describe('the status page', () => {
  it('forbids everything but its own styles', async () => {
    await using site = await surface();
    const { headers } = await site.get('/');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
