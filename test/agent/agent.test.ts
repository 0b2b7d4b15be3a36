import { expect, test } from 'vitest';
import { startDemoCluster } from '../../src/demo/cluster.ts';
import type { Fault } from '../../src/demo/faults.ts';
import type { JournalView } from '../../src/journal/journal.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { startWholeAgent } from '../support/agent/whole-agent.ts';
import { quickest } from '../support/time/quickest.ts';
import { portOf, startWeb } from '../trace/local-web.ts';

/** An agent of a cluster with this fault. */
async function agentBefore(
  fault: Fault,
  flags: Readonly<Record<string, string | string[]>> = {},
  clock = systemClock,
) {
  const random = seededRandom('agent');
  const cluster = await startDemoCluster({ fault, rate: 1, clock: systemClock, random });
  const agent = await startWholeAgent(cluster, flags, clock);
  const metric = (series: string) => agent.sum(new RegExp(`^${series.replaceAll(/[{}.]/g, '\\$&')} `));
  const end = async () => {
    await agent.end();
    await cluster.close();
  };
  return { get: agent.get, metric, end, cluster };
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

test('an agent that waits is woken by one repeated timer, besides its schedule', async () => {
  const intervals: number[] = [];
  const clock = {
    ...systemClock,
    every(ms: number, fn: () => void) {
      intervals.push(ms);
      return systemClock.every(ms, fn);
    },
  };
  const { get, end } = await agentBefore('none', {}, clock);
  await expect.poll(async () => (await get('/-/ready')).status).toBe(200);
  await end();
  // A probe under way has ten heartbeats a second.
  expect(intervals.filter((ms) => ms > 100)).toEqual([5000]);
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
    // The first one was explained before any pair had ended.
    const explained = notable.flatMap(({ kind, outcome, explanation }) =>
      kind === 'lookup' && explanation ? [{ ...explanation, queries: outcome.queries }] : [],
    );
    return explained.find(
      ({ strategies, verdict }) => strategies.length > 1 && verdict.cause === 'server-error',
    );
  };
  await expect.poll(newest).toBeDefined();
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

test('aborted with probes in flight, it ends within a second and closes its port', async () => {
  const ended = async () => {
    const { get, metric, end } = await agentBefore('aaaa-drop');
    // Answers to A have come, those to AAAA never will: whatever is in flight now waits for seconds.
    await expect.poll(() => metric('fivesec_build_info{version="0",revision="",node_version="v0"}')).toBe(1);
    const startMs = systemClock.now();
    await end();
    const tookMs = systemClock.now() - startMs;
    await expect(get('/-/healthy')).rejects.toThrow();
    return tookMs;
  };
  expect(await quickest(3, ended)).toBeLessThan(1000);
});
