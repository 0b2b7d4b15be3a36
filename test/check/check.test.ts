import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Findings } from '../../src/check/findings.ts';
import { ANSWER, always, byTransport, byType, DROP } from '../../src/demo/script.ts';
import { strategyTable } from '../../src/diagnosis/strategy-table.ts';
import { WINDOW_MS } from '../../src/window/history/history.ts';
import { fakeCheck, STRATEGIES } from './fake-check.ts';

const answering = () => always(ANSWER);
const silent = () => always(DROP);
const withoutAaaa = () => byType({ AAAA: DROP });

const rows = ({ judgement }: Findings) => strategyTable(judgement.evidence);
const causes = ({ judgement }: Findings) => judgement.verdicts.map(({ cause }) => cause);
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

describe('a check of a healthy path', () => {
  it('asks by every strategy for the whole time, and finds nothing', async () => {
    const { findings, timersLeft } = await fakeCheck({ script: answering });
    expect(rows(findings).map(({ strategy }) => strategy)).toEqual(STRATEGIES);
    for (const { pairs, lost } of rows(findings)) {
      expect(pairs).toBeGreaterThan(5);
      expect(lost).toBe(0);
    }
    expect(causes(findings)).toEqual([]);
    expect(findings.interrupted).toBe(false);
    expect(findings.askedMs).toBeGreaterThanOrEqual(3000);
    expect(findings.durationMs).toBeLessThan(3500);
    expect(timersLeft).toBe(0);
  });

  it('looks up, for each profile, the one name that every cluster has', async () => {
    const { findings, received } = await fakeCheck({ script: answering });
    expect(findings.names).toEqual(['kubernetes.default.svc.k8s.test.']);
    expect(new Set(findings.lookups.map(({ profile }) => profile))).toEqual(new Set(['glibc', 'musl']));
    expect(new Set(received.map(({ name }) => name))).toEqual(new Set(['kubernetes.default.svc.k8s.test']));
  });

  it('asks no more often than it is allowed to', async () => {
    const { findings, received } = await fakeCheck({ script: answering, flags: { maxQps: '20' } });
    expect(received.length).toBeGreaterThan(20);
    expect(received.length).toBeLessThanOrEqual((20 * findings.durationMs) / 1000);
  });

  it('says how far it is, up to the end', async () => {
    const { shown } = await fakeCheck({ script: answering, durationMs: 1000 });
    const done = shown.map((state) => state.done);
    expect(done).toEqual([...done].sort((one, other) => one - other));
    expect(shown[0]).toMatchObject({ done: 0.1, lost: 0, doing: 'sending' });
    expect(shown.at(-1)).toMatchObject({ done: 1, lost: 0, doing: 'waiting' });
    expect(shown.at(-1)?.pairs).toBeGreaterThan(20);
  });
});

describe('a check that takes long', () => {
  it('judges by all that it measured, also what the agent would have dropped as too old', async () => {
    const { findings, shown } = await fakeCheck({
      script: () => always({ kind: 'delay', ms: 1, action: ANSWER }),
      durationMs: WINDOW_MS + 30_000,
      flags: { strategy: ['pair'], maxQps: '4' },
      stepMs: 250,
    });
    expect(findings.durationMs).toBeGreaterThan(WINDOW_MS);
    const { lookups } = findings.judgement.evidence;
    expect(lookups.lookups).toBe(findings.lookups.length);
    // The first attempt of a lookup counts as a pair: AAAA was sent before A was answered.
    const sent = shown.at(-1)?.pairs ?? 0;
    const { pairs = 0 } = rows(findings)[0] ?? {};
    expect(pairs).toBeGreaterThan(sent);
    expect(pairs).toBeLessThanOrEqual(sent + lookups.lookups);
  });
});

describe('a check of a path that loses', () => {
  it('stops sending a deadline earlier, waits for what is open, and names the cause', async () => {
    const { findings, shown, received, startMs, timersLeft } = await fakeCheck({ script: withoutAaaa });
    expect(causes(findings)[0]).toBe('aaaa-broken');
    expect(findings.askedMs).toBeGreaterThanOrEqual(2000);
    expect(findings.askedMs).toBeLessThan(2500);
    expect(findings.durationMs).toBeGreaterThan(findings.askedMs + 1000);
    expect(findings.interrupted).toBe(false);
    const last = Math.max(...received.filter(({ qtype }) => qtype === 'A').map(({ atMs }) => atMs - startMs));
    expect(last).toBeLessThan(findings.durationMs - 1000);
    expect(shown.some(({ doing, lost }) => doing === 'waiting' && lost > 0)).toBe(true);
    for (const { pairs, lost } of rows(findings)) expect(lost).toBe(pairs);
    expect(timersLeft).toBe(0);
  });

  it('judges by the time since the trouble began, where it began in the middle', async () => {
    const beganMs = 3500;
    const { findings } = await fakeCheck({
      script: (sinceMs) => byTransport({ udp: () => (sinceMs() < beganMs ? ANSWER : DROP) }),
      durationMs: 6500,
    });
    expect(causes(findings)[0]).toBe('udp-blocked');
    const sinceStartMs = findings.judgement.evidence.startedAt - findings.startedAt;
    expect(Math.abs(sinceStartMs - beganMs)).toBeLessThan(500);
  });
});

describe('a check that is interrupted', () => {
  it('ends at once, with what is known, and counts no aborted query as lost', async () => {
    const { findings, timersLeft } = await fakeCheck({
      script: (sinceMs) => () => (sinceMs() < 1000 ? ANSWER : DROP),
      durationMs: 20_000,
      abortAtMs: 1500,
    });
    expect(findings.interrupted).toBe(true);
    expect(findings.durationMs).toBeGreaterThanOrEqual(1500);
    expect(findings.durationMs).toBeLessThan(1700);
    expect(sum(rows(findings).map(({ pairs }) => pairs))).toBeGreaterThan(20);
    expect(sum(rows(findings).map(({ lost }) => lost))).toBe(0);
    expect(timersLeft).toBe(0);
  });

  it('before it began, asks nothing', async () => {
    const { findings, received, timersLeft } = await fakeCheck({ script: silent, abortAtMs: 0 });
    expect(findings).toMatchObject({ interrupted: true, lookups: [] });
    expect(findings.durationMs).toBeLessThan(200);
    expect(rows(findings)).toEqual([]);
    expect(received).toEqual([]);
    expect(timersLeft).toBe(0);
  });
});

describe('the DNS pods', () => {
  it('are found by a headless Service, and asked directly', async () => {
    const service = 'dns-pods.kube-system.svc.k8s.test';
    const { findings } = await fakeCheck({
      script: () => (query) =>
        query.name === service ? { kind: 'answer', addresses: ['127.0.0.1'] } : ANSWER,
      // Ports below 1024 are for services, and the first of them has had none for decades.
      flags: { strategy: ['pair', 'endpoint'], endpointsName: `${service}.`, endpointsPort: '1' },
    });
    const pod = { address: '127.0.0.1', port: 1 };
    expect(findings.endpoints).toEqual([pod]);
    expect(new Set(findings.networkErrors.map(({ transport }) => transport))).toEqual(
      new Set(['udp', 'tcp']),
    );
    for (const refusal of findings.networkErrors)
      expect(refusal).toMatchObject({ server: pod, code: 'ECONNREFUSED' });
  });

  it('are followed when they move', async () => {
    const { findings } = await fakeCheck({
      script: (sinceMs) => () => ({
        kind: 'answer',
        addresses: [sinceMs() < 100 ? '192.0.2.1' : '192.0.2.2'],
      }),
      flags: { strategy: ['pair'], endpointsName: 'dns-pods.kube-system.svc.k8s.test.' },
      durationMs: 5500,
    });
    expect(findings.endpoints).toEqual([{ address: '192.0.2.2', port: 53 }]);
    expect(findings.judgement.evidence.context.endpointsChangedAt).toBeGreaterThan(findings.startedAt);
  });
});

describe('a check that cannot be made', () => {
  it('does not pass for a healthy one where the bound leaves no query its turn', async () => {
    await expect(
      fakeCheck({ script: answering, durationMs: 1000, flags: { maxQps: '0.1' } }),
    ).rejects.toMatchObject({
      code: 'cannot-run',
      message: 'nothing could be asked in 1 s with at most 0.1 queries a second (--duration, --max-qps)',
    });
  });

  it('says which resolv.conf it cannot read', async () => {
    const unreadable = fakeCheck({ script: answering, flags: { resolvConf: tmpdir() } });
    await expect(unreadable).rejects.toThrow(`can't read ${tmpdir()}: EISDIR`);
  });
});
