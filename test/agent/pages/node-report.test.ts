import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { fleetPages } from '../../../src/agent/pages/fleet-pages.ts';
import { nodeReport } from '../../../src/agent/pages/node-report.ts';
import type { Evidence } from '../../../src/domain/evidence.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { readReport } from '../../../src/fleet/read-report.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { Judgement } from '../../../src/window/claims/judgement.ts';
import { arm, dead, endpointArm, evidence } from '../../diagnosis/evidences.ts';
import { load } from '../../support/agent/config-sources.ts';
import { surface } from '../../support/agent/http-surface.ts';

const facts = { nodeName: 'node-1', version: '0.1.0', ready: true };
const verdict = (cause: Verdict['cause'], confidence: number): Verdict => ({
  cause,
  confidence,
  rule: 'a-rule',
  facts: [],
  remedies: [],
});
const judgement = (found: Partial<Evidence>, verdicts: readonly Verdict[] = []): Judgement => ({
  verdicts,
  evidence: { ...evidence(), ...found },
  raceWindow: 'open',
});

describe('the report of a node', () => {
  it('adds up the pairs via the VIP, and those straight to each DNS pod, the worst pod first', () => {
    const arms = [
      dead('pair', 40, 4),
      arm('tcp', 10),
      arm('pair', 7, { scope: 'outside' }),
      endpointArm('10.0.0.1', arm('endpoint', 9)),
      endpointArm('10.0.0.2', dead('endpoint', 8, 3)),
      endpointArm('10.0.0.2', arm('sticky', 2)),
    ];
    expect(nodeReport(facts, judgement({ arms }))).toMatchObject({
      pairs: { sent: 50, lost: 4 },
      dnsPods: [
        { address: '10.0.0.2', pairs: 10, lost: 3 },
        { address: '10.0.0.1', pairs: 9, lost: 0 },
      ],
    });
  });

  it('takes names outside the cluster where no other is asked', () => {
    const arms = [dead('pair', 7, 2, { scope: 'outside' })];
    expect(nodeReport(facts, judgement({ arms })).pairs).toEqual({ sent: 7, lost: 2 });
  });

  it('keeps the 64 worst of many DNS pods', () => {
    const arms = Array.from({ length: 70 }, (_, index) =>
      endpointArm(`10.0.0.${index}`, dead('endpoint', 99, index)),
    );
    const { dnsPods } = nodeReport(facts, judgement({ arms }));
    expect([dnsPods.length, dnsPods[0]?.lost, dnsPods.at(-1)?.lost]).toEqual([64, 69, 6]);
  });

  it('names the surest fault, and a harmless cause only where there is no fault', () => {
    const verdicts = [verdict('clash-repaired', 1), verdict('packet-loss', 0.8), verdict('server-slow', 0.6)];
    const named = (list: readonly Verdict[]) => nodeReport(facts, judgement({}, list)).verdict;
    expect(named(verdicts)).toEqual({ cause: 'packet-loss', confidence: 0.8 });
    expect(named(verdicts.slice(0, 1))).toEqual({ cause: 'clash-repaired', confidence: 1 });
    expect(named([])).toBeUndefined();
  });

  it('leaves out what is not known, and is read by the fleet as it is', () => {
    const { context } = evidence();
    const blind = nodeReport(
      facts,
      judgement({ context: { ...context, kernel: absent('no-file', 'a test') } }),
    );
    expect(Object.keys(blind)).not.toContain('kernel');
    const full = nodeReport(
      { ...facts, zone: 'eu-1a', cpus: 8 },
      judgement({ context: { ...context, kernel: read('6.1.0') } }, [verdict('packet-loss', 0.8)]),
    );
    expect(full).toMatchObject({ zone: 'eu-1a', cpus: 8, kernel: '6.1.0', raceWindow: 'open' });
    for (const report of [blind, full])
      expect(readReport(JSON.stringify(report))).toEqual({ kind: 'report', report });
  });
});

describe('the pages of the fleet', () => {
  const pages = (flags: Readonly<Record<string, unknown>>, signal: AbortSignal) =>
    fleetPages(load({ flags }), {
      clock: systemClock,
      signal,
      build: { version: '0.1.0' },
      cpus: 8,
      ready: () => true,
      judged: () => judgement({}),
    });

  it('give the report of the own node, and the page of all nodes without a script', async () => {
    const { signal } = new AbortController();
    await using other = await surface({ pages: pages({}, signal) });
    await using site = await surface({ pages: pages({ agent: [`127.0.0.1:${other.port}`] }, signal) });
    const report = await site.get('/api/node');
    expect(await report.json()).toMatchObject({ schema: 1, node: 'node-1', cpus: 8 });
    const page = await site.get('/fleet');
    const text = await page.text();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe-inline');
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(text) ?? [];
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(text).not.toMatch(/ style=/);
    expect(text).toContain('No fault of DNS was found on the 1 node that answered');
    expect(text).not.toContain('<script');
  });

  it('say what to configure', async () => {
    await using site = await surface({ pages: pages({}, new AbortController().signal) });
    expect(await (await site.get('/fleet')).text()).toContain('set agentsName');
  });

  it('show a hostile agent as one that did not answer', async () => {
    const hostile = createServer((_request, response) => response.end(`{"node":"<script>"`)).listen(
      0,
      '127.0.0.1',
    );
    await once(hostile, 'listening');
    const at = hostile.address();
    if (at === null || typeof at === 'string') throw new Error('no port');
    const { signal } = new AbortController();
    await using site = await surface({ pages: pages({ agent: [`127.0.0.1:${at.port}`] }, signal) });
    expect(await (await site.get('/fleet')).text()).toContain(
      `127.0.0.1:${at.port}</code>: its answer is not JSON`,
    );
    hostile.close();
  });
});
