import { expect, test } from 'vitest';
import { Incidents, UNDECIDED_MS } from '../../../src/agent/stall/incidents.ts';
import { Investigation } from '../../../src/agent/stall/investigation.ts';
import type { Cause } from '../../../src/domain/cause.ts';
import type { Explanation } from '../../../src/domain/explanation.ts';
import type { FlowSummary } from '../../../src/domain/flow.ts';
import type { LookupOutcome } from '../../../src/domain/lookup.ts';
import { read } from '../../../src/domain/reading.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { createLog } from '../../../src/platform/log.ts';
import { EvidenceWindow } from '../../../src/window/evidence-window.ts';
import { unansweredFlows } from '../../support/agent/page-views.ts';
import { FakeClock } from '../../support/time/fake-clock.ts';
import { answered, lookup, pairOf, timedOut } from '../../support/wire/outcomes.ts';
import { blindSnapshot, CLUSTER_CONTEXT } from '../../window/contexts.ts';

const VERDICT: Verdict = {
  cause: 'vip-unreachable',
  confidence: 0.8,
  rule: 'vip-fails-pods-answer',
  facts: ['pairs via the VIP: 0 of 60'],
  remedies: [],
};
const STALLED = lookup({ durationMs: 5004, retries: 1 }, [answered('A'), timedOut('AAAA')]);

/** What a line of the log says, in the journal's shape. */
function toldBy(line: Record<string, unknown> | undefined): unknown {
  const { strategies, counters, windowStartedAt, windowMs, ...rest } = line ?? {};
  const { cause, confidence, rule, facts, remedies } = rest;
  const verdict = { cause, confidence, rule, facts, remedies };
  return { strategies, counters, windowStartedAt, windowMs, verdict };
}

/** A fake clock whose wall clock can be set. */
function settableClock() {
  const fake = new FakeClock();
  let byMs = 0;
  const clock = {
    now: () => fake.now(),
    wall: () => fake.wall() + byMs,
    after: (ms: number, fn: () => void) => fake.after(ms, fn),
    every: (ms: number, fn: () => void) => fake.every(ms, fn),
    advance: (ms: number) => fake.advance(ms),
  };
  const setBy = (ms: number) => {
    byMs += ms;
  };
  return { clock, setBy };
}

/** An investigation that can pay for its four queries, and loses none. */
function investigationWith(clock: Clock): Investigation {
  return new Investigation(
    { budget: 4, cooldown: 60_000 },
    {
      clock,
      signal: new AbortController().signal,
      questions: {
        next: () => ({
          strategy: 'pair',
          server: { address: '10.96.0.10', port: 53 },
          target: 'vip',
          name: 'a.',
          transport: 'udp',
        }),
      },
      recheck: { next: () => undefined, mayBeOver: () => false },
      rotation: { next: () => undefined },
      pair: async () => undefined,
      broke: () => undefined,
      afford: () => true,
    },
  );
}

/** Nothing of so many pairs is answered via the VIP; the DNS pods answer. */
function failViaVip(window: EvidenceWindow, startedAt: number, pairs: number): void {
  for (let i = 0; i < pairs; i += 1) {
    for (const strategy of ['pair', 'separate', 'tcp'] as const)
      window.pair(pairOf(timedOut('A'), timedOut('AAAA'), { startedAt, strategy }));
    for (const address of CLUSTER_CONTEXT.endpoints) {
      const direct = { startedAt, strategy: 'endpoint', server: { address, port: 53 } } as const;
      window.pair(pairOf(answered('A'), answered('AAAA'), direct));
    }
  }
}

async function explainer(flows?: FlowSummary) {
  const { clock, setBy } = settableClock();
  const lines: Record<string, unknown>[] = [];
  const causes: Cause[] = [];
  const concluded: { entry: number; explanation: Explanation }[] = [];
  /** What is said whatever the rules say: these tests are about who gets the explanation, and when. */
  let said: { verdicts: readonly Verdict[] } | undefined;
  let dropped = 100;
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line)) });
  const window = await EvidenceWindow.start({
    clock,
    snapshot: async () => ({
      ...blindSnapshot(clock),
      conntrack: read({
        era: 'clashres',
        cpus: [{ cpu: 0, counts: { drop: dropped, insertFailed: dropped } }],
      }),
    }),
    context: () => CLUSTER_CONTEXT,
    onStep: () => undefined,
  });
  const slowLookups = new Incidents({
    log,
    window: {
      get nowMs() {
        return window.nowMs;
      },
      startMsOf: (outcome) => window.startMsOf(outcome),
      step: () => window.step(),
      judge: () => ({ ...window.judge(), ...said }),
    },
    investigation: investigationWith(clock),
    flows: () => flows,
    recordSlowLookup: (cause) => causes.push(cause),
    conclude: (entry, explanation) => concluded.push({ entry, explanation }),
  });
  /** `failViaVip`, counted by the kernel, and a verdict with this confidence. */
  const fault = (pairs: number, confidence = 0.8) => {
    failViaVip(window, clock.wall(), pairs);
    dropped += pairs;
    said = { verdicts: [{ ...VERDICT, confidence }] };
  };
  const explain = async (outcome: LookupOutcome, entry?: number) => {
    window.lookup(outcome);
    const explained = slowLookups.explain(outcome, entry);
    await clock.advance(2_000);
    await explained;
  };
  /** As long as a lookup may stay without an explanation. */
  const wait = async () => {
    await clock.advance(UNDECIDED_MS);
    slowLookups.review();
  };
  return { clock, setBy, slowLookups, explain, wait, fault, lines, causes, concluded, window };
}

test('a stall is counted by its cause, and the journal and one line of the log state the same cause', async () => {
  const { clock, explain, fault, lines, causes, concluded } = await explainer();
  fault(60);
  await explain({ ...STALLED, startedAt: clock.wall() }, 7);
  expect(causes).toEqual(['vip-unreachable']);
  expect(lines).toMatchObject([
    {
      msg: 'a lookup stalled',
      level: 'warn',
      lookup: {
        profile: 'glibc',
        result: 'ok',
        startedAt: clock.wall() - 2_000,
        durationMs: 5004,
        retries: 1,
        queries: STALLED.queries,
      },
      strategies: [
        { strategy: 'pair', target: { address: '10.96.0.10' }, pairs: 60, oneFailed: 0, bothFailed: 60 },
        { strategy: 'separate', pairs: 60, bothFailed: 60 },
        { strategy: 'tcp', pairs: 60, bothFailed: 60 },
        { strategy: 'endpoint', target: { address: '10.244.0.2' }, bothFailed: 0 },
        { strategy: 'endpoint', target: { address: '10.244.0.3' }, bothFailed: 0 },
      ],
      counters: { conntrack: { kind: 'read', value: { counts: { drop: 60, insertFailed: 60 } } } },
      cause: 'vip-unreachable',
      confidence: expect.any(Number),
      rule: 'vip-fails-pods-answer',
      facts: expect.arrayContaining([expect.stringMatching(/ of /)]),
    },
  ]);
  expect(concluded).toEqual([{ entry: 7, explanation: toldBy(lines[0]) }]);
});

test('a stall that nothing else explains is reported with the same fields, in the journal too', async () => {
  const { clock, explain, wait, lines, causes, concluded } = await explainer();
  await explain({ ...STALLED, startedAt: clock.wall() }, 7);
  expect([causes, lines, concluded]).toEqual([[], [], []]);
  await wait();
  expect(causes).toEqual(['not-enough-evidence']);
  expect(lines).toMatchObject([
    {
      cause: 'not-enough-evidence',
      strategies: [],
      counters: { conntrack: { kind: 'read', value: { counts: { drop: 0 } } } },
      facts: [expect.any(String)],
    },
  ]);
  expect(concluded).toEqual([{ entry: 7, explanation: toldBy(lines[0]) }]);
});

test('a stall before the verdict of its fault stands is counted under it, if that comes within a minute', async () => {
  const { clock, slowLookups, explain, fault, causes } = await explainer();
  await explain({ ...STALLED, startedAt: clock.wall() }, 7);
  expect(causes).toEqual([]);
  await clock.advance(UNDECIDED_MS - 10_000);
  fault(60);
  slowLookups.review();
  expect(causes).toEqual(['vip-unreachable']);
});

test('a stall that ended before the fault began is not blamed on it', async () => {
  const { clock, slowLookups, explain, fault, wait, window, causes, concluded } = await explainer();
  await explain({ ...STALLED, startedAt: clock.wall() - STALLED.durationMs }, 7);
  for (let i = 0; i < 3000; i += 1)
    window.pair(pairOf(answered('A'), answered('AAAA'), { startedAt: clock.wall() }));
  await clock.advance(10_000);
  fault(60);
  slowLookups.review();
  expect(causes).toEqual([]);
  await wait();
  expect(concluded).toMatchObject([
    { explanation: { verdict: { cause: 'not-enough-evidence', rule: 'no-rule-fired' } } },
  ]);
});

test('a stall that no verdict above 0.5 explains is counted as not-enough-evidence', async () => {
  const { clock, explain, wait, fault, causes } = await explainer();
  fault(60, 0.5);
  await explain({ ...STALLED, startedAt: clock.wall() }, 7);
  await wait();
  expect(causes).toEqual(['not-enough-evidence']);
});

test('a quick lookup that found nothing is nothing to explain', async () => {
  const { explain, lines, causes } = await explainer();
  await explain(lookup({ result: 'ok' }, []));
  await explain(lookup({ result: 'not-found' }, []));
  expect([lines, causes]).toEqual([[], []]);
});

test('a quick failure is reported, but is no stall', async () => {
  const { explain, wait, lines, causes } = await explainer();
  await explain(lookup({ result: 'server-failure' }, []));
  await wait();
  expect(lines).toMatchObject([{ msg: 'a lookup failed' }]);
  expect(causes).toEqual([]);
});

test('a stall that fivesec itself explains is not blamed on DNS', async () => {
  const { clock, explain, fault, lines, causes, concluded } = await explainer();
  fault(60);
  await explain({ ...STALLED, startedAt: clock.wall(), starvedMs: 4000 }, 7);
  expect(causes).toEqual(['agent-starved']);
  expect(lines).toMatchObject([{ cause: 'agent-starved', facts: [expect.stringContaining('4000 ms')] }]);
  expect(concluded).toEqual([{ entry: 7, explanation: toldBy(lines[0]) }]);
});

test('a stall is judged by the time since it began, though the wall clock is set back meanwhile', async () => {
  const { clock, setBy, explain, fault, window, concluded } = await explainer();
  for (let i = 0; i < 3000; i += 1)
    window.pair(pairOf(answered('A'), answered('AAAA'), { startedAt: clock.wall() }));
  await clock.advance(60_000);
  await window.step();
  const startedAt = clock.wall();
  fault(60);
  await clock.advance(2_000);
  setBy(-4_000);
  await clock.advance(3_004);
  await explain({ ...STALLED, startedAt }, 7);
  // Over all that is remembered 60 of 3060 pairs would say nothing.
  expect(concluded).toMatchObject([
    { explanation: { verdict: { cause: 'vip-unreachable' }, windowMs: 5_505 } },
  ]);
});

test('at the end a stall that is still looked into is counted with what is known, once', async () => {
  const { slowLookups, causes, concluded, lines, window } = await explainer();
  window.lookup(STALLED);
  const explained = slowLookups.explain(STALLED, 7);
  slowLookups.close();
  slowLookups.close();
  expect([causes.length, lines.length]).toEqual([1, 1]);
  expect(concluded).toEqual([{ entry: 7, explanation: toldBy(lines[0]) }]);
  await Promise.race([explained, Promise.resolve()]);
});

test('a fault in the judgement is logged, and ends nothing', async () => {
  const clock = new FakeClock();
  const lines: Record<string, unknown>[] = [];
  const nothing = { next: () => undefined, mayBeOver: () => false };
  const incidents = new Incidents({
    log: createLog('info', { write: (line) => lines.push(JSON.parse(line)) }),
    window: {
      nowMs: 0,
      startMsOf: () => 0,
      step: async () => undefined,
      judge: () => {
        throw new Error('a rule broke');
      },
    },
    investigation: new Investigation(
      { budget: 0, cooldown: 0 },
      {
        clock,
        signal: new AbortController().signal,
        afford: () => false,
        questions: nothing,
        recheck: nothing,
        rotation: nothing,
        pair: async () => undefined,
        broke: () => undefined,
      },
    ),
    recordSlowLookup: () => undefined,
    conclude: () => undefined,
  });
  await expect(incidents.explain(STALLED, 1)).resolves.toBeUndefined();
  expect(lines).toMatchObject([{ work: 'explanation', err: { message: 'a rule broke' } }]);
});

test('a stall has the flows of the other pods at that time in its line of the log and in the journal, where they are read', async () => {
  const flows = unansweredFlows();
  const told = await explainer(flows);
  told.fault(60);
  await told.explain({ ...STALLED, startedAt: told.clock.wall() }, 7);
  expect(told.lines).toMatchObject([{ msg: 'a lookup stalled', flows }]);
  expect(told.concluded).toMatchObject([{ entry: 7, explanation: { flows } }]);
  const quiet = await explainer();
  quiet.fault(60);
  await quiet.explain({ ...STALLED, startedAt: quiet.clock.wall() }, 7);
  expect(quiet.lines[0]).not.toHaveProperty('flows');
  expect(quiet.concluded[0]?.explanation).not.toHaveProperty('flows');
});
