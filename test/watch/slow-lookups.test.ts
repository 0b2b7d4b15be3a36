import { expect, test } from 'vitest';
import type { Cause } from '../../src/domain/cause.ts';
import type { LookupOutcome } from '../../src/domain/lookup.ts';
import { createLog } from '../../src/platform/log.ts';
import { Investigation } from '../../src/watch/investigation.ts';
import { SlowLookups } from '../../src/watch/slow-lookups.ts';
import { Watcher } from '../../src/watch/watcher.ts';
import { answered, lookupOf, timedOut } from '../diagnosis/outcomes.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { blindSnapshot, SURROUNDINGS } from './surroundings.ts';

const STALLED = lookupOf([answered('A'), timedOut('AAAA')], { durationMs: 5004, retries: 1 });

async function explainer() {
  const clock = new FakeClock();
  const lines: Record<string, unknown>[] = [];
  const causes: Cause[] = [];
  const concluded: number[] = [];
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line)) });
  const watcher = await Watcher.start({
    clock,
    snapshot: async () => blindSnapshot(clock),
    surroundings: () => SURROUNDINGS,
    onStep: () => undefined,
  });
  const investigation = new Investigation(
    { budget: 4, cooldown: 60_000 },
    {
      clock,
      signal: new AbortController().signal,
      questions: {
        deal: () => ({
          strategy: 'pair',
          server: { address: '10.96.0.10', port: 53 },
          name: 'a.',
          transport: 'udp',
        }),
      },
      rotation: { deal: () => undefined },
      pair: async () => undefined,
      afford: () => true,
    },
  );
  const slowLookups = new SlowLookups({
    log,
    watcher,
    investigation,
    recordSlowLookup: (cause) => causes.push(cause),
    conclude: (entry) => concluded.push(entry),
  });
  const explain = async (outcome: LookupOutcome, entry?: number) => {
    watcher.lookup(outcome);
    const explained = slowLookups.explain(outcome, entry);
    await clock.advance(2_000);
    await explained;
  };
  return { slowLookups, explain, lines, causes, concluded, watcher };
}

test('a stall is counted by its cause, told in the journal and in one line of the log', async () => {
  const { explain, lines, causes, concluded } = await explainer();
  await explain({ ...STALLED, startedAt: Date.UTC(2026, 0, 1) }, 7);
  expect(causes).toEqual(['not-enough-evidence']);
  expect(concluded).toEqual([7]);
  expect(lines).toMatchObject([
    {
      msg: 'a lookup stalled',
      level: 'warn',
      cause: 'not-enough-evidence',
      lookup: { profile: 'glibc', durationMs: 5004, retries: 1 },
      attempts: [
        { qtype: 'A', kind: 'answered' },
        { qtype: 'AAAA', kind: 'timed-out' },
      ],
      counters: { conntrack: { kind: 'absent' } },
    },
  ]);
});

test('a quick lookup that found nothing is nothing to explain', async () => {
  const { explain, lines, causes } = await explainer();
  await explain(lookupOf([], { result: 'ok' }));
  await explain(lookupOf([], { result: 'not-found' }));
  expect([lines, causes]).toEqual([[], []]);
});

test('a quick failure is told, but is no stall', async () => {
  const { explain, lines, causes } = await explainer();
  await explain(lookupOf([], { result: 'server-failure' }));
  expect(lines).toMatchObject([{ msg: 'a lookup failed' }]);
  expect(causes).toEqual([]);
});

test('a stall that fivesec itself explains is not blamed on DNS', async () => {
  const { explain, causes } = await explainer();
  await explain({ ...STALLED, starvedMs: 4000 });
  expect(causes).toEqual(['agent-starved']);
});

test('at the end a stall that is still looked into is counted with what is known, once', async () => {
  const { slowLookups, causes, watcher } = await explainer();
  watcher.lookup(STALLED);
  const explained = slowLookups.explain(STALLED, undefined);
  slowLookups.close();
  slowLookups.close();
  expect(causes).toHaveLength(1);
  await Promise.race([explained, Promise.resolve()]);
});
