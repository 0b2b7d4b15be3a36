import { expect, test } from 'vitest';
import { startAgent } from '../../src/agent/agent.ts';
import { loadConfig } from '../../src/config/load.ts';
import { startDemoCluster } from '../../src/demo/cluster.ts';
import type { Fault } from '../../src/demo/faults.ts';
import { formatServer } from '../../src/domain/server.ts';
import type { JournalView } from '../../src/journal/journal.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { unlessStalled } from '../support/time/unless-stalled.ts';
import { portOf, startWeb } from '../trace/local-web.ts';

/** Race threads are started from the build; `test/system/` runs that. */
const STRATEGIES = ['pair', 'separate', 'tcp', 'endpoint', 'sticky'];

async function agentBefore(fault: Fault, flags: Readonly<Record<string, string | string[]>> = {}) {
  const cluster = await startDemoCluster({
    fault,
    rate: 1,
    clock: systemClock,
    random: seededRandom('agent'),
  });
  const ending = new AbortController();
  const config = loadConfig({
    flags: {
      listen: '127.0.0.1:0',
      nameserver: [formatServer(cluster.vip)],
      endpoint: cluster.endpoints.map(formatServer),
      name: ['kubernetes.default.svc.cluster.local.'],
      maxQps: '200',
      lookupsInterval: '50ms',
      pairsInterval: '20ms',
      strategy: STRATEGIES,
      ...flags,
    },
    env: {},
    hostname: 'node-1',
    readFile: () => '',
  });
  const agent = await startAgent(config, {
    clock: systemClock,
    log: silentLog,
    signal: ending.signal,
    usage: () => ({ cpuMs: 0, residentBytes: 0, startedAt: 0 }),
    build: { version: '0', revision: '', nodeVersion: 'v0' },
    nodeAgeMs: () => 86_400_000,
  });
  const get = (path: string) => fetch(`http://127.0.0.1:${agent.address.port}${path}`);
  const metric = async (series: string) => {
    const line = (await (await get('/metrics')).text())
      .split('\n')
      .find((one) => one.startsWith(`${series} `));
    return Number(line?.split(' ').at(-1));
  };
  const end = async () => {
    ending.abort();
    await agent.ended;
    await cluster.close();
  };
  return { get, metric, end, cluster };
}

test('the agent measures a healthy path, becomes ready, and has nothing to complain of', async () => {
  const { get, metric, end } = await agentBefore('none');
  await expect.poll(async () => (await get('/-/ready')).status).toBe(200);
  const found = 'fivesec_lookups_total{profile="musl",name="kubernetes",outcome="ok"}';
  await expect.poll(() => metric(found)).toBeGreaterThan(0);
  expect((await get('/-/healthy')).status).toBe(200);
  const verdicts = (await (await get('/api/verdicts')).json()) as readonly { cause: string }[];
  // Where other tests take the CPU it says so, and that is true: no complaint of the path.
  expect(verdicts.filter(({ cause }) => cause !== 'agent-starved')).toEqual([]);
  expect(await (await get('/')).text()).toContain('kubernetes.default.svc.cluster.local.');
  await end();
});

test('the page shows how the last request to a URL of trace.targets ended', async () => {
  const server = await startWeb((_request, response) => response.writeHead(503).end());
  const url = `http://127.0.0.1:${portOf(server)}/`;
  const { get, metric, end } = await agentBefore('none', { traceTarget: [url], traceInterval: '5s' });
  const asked = `fivesec_http_requests_total{target="${url}",outcome="error-status"}`;
  await expect.poll(() => metric(asked)).toBeGreaterThan(0);
  await expect.poll(async () => await (await get('/')).text()).toContain('error-status');
  await end();
  server.close();
});

test('a failed lookup stands in /api/recent with its queries, the strategies, the counters and the verdict', async () => {
  const { get, end } = await agentBefore('servfail', { investigationBudget: '0' });
  const newest = async () => {
    const { notable } = (await (await get('/api/recent')).json()) as JournalView;
    // The very first one was told before any pair had ended.
    const told = notable.flatMap(({ kind, outcome, explanation }) =>
      kind === 'lookup' && explanation ? [{ ...explanation, queries: outcome.queries }] : [],
    );
    return told.find(({ strategies, verdict }) => strategies.length > 1 && verdict.cause === 'server-error');
  };
  await expect.poll(newest, { timeout: 10_000 }).toBeDefined();
  const { queries = [], strategies, counters, verdict } = (await newest()) ?? {};
  expect(queries.length).toBeGreaterThan(1);
  for (const { outcome } of queries)
    expect(outcome).toMatchObject({
      kind: 'refused-by-rcode',
      sentAtMs: expect.any(Number),
      rttMs: expect.any(Number),
    });
  expect(strategies?.map(({ pairs }) => pairs)).not.toContain(0);
  expect(counters?.conntrack).toMatchObject({ kind: 'absent', reason: 'not-configured' });
  expect([verdict?.rule, verdict?.facts.length]).toEqual([expect.any(String), expect.any(Number)]);
  expect(await (await get('/')).text()).toContain('refused-by-rcode SERVFAIL after');
  await end();
});

test('told to end with probes in flight, it ends within a second and closes its port', () =>
  unlessStalled(async () => {
    const { get, metric, end } = await agentBefore('aaaa-drop');
    // Answers to A have come, those to AAAA never will: whatever is in flight now waits for seconds.
    await expect.poll(() => metric('fivesec_build_info{version="0",revision="",node_version="v0"}')).toBe(1);
    const startMs = systemClock.now();
    await end();
    expect(systemClock.now() - startMs).toBeLessThan(1000);
    await expect(get('/-/healthy')).rejects.toThrow();
  }));
