import { expect, it } from 'vitest';
import { read } from '../../../src/domain/reading.ts';
import { EvidenceWindow } from '../../../src/window/evidence-window.ts';
import { Measurements } from '../../../src/window/history/measurements.ts';
import { FakeClock } from '../../support/time/fake-clock.ts';
import { answered, lookup, pairOf, timedOut } from '../../support/wire/outcomes.ts';
import { blindSnapshot, CLUSTER_CONTEXT } from '../contexts.ts';

/** Real clocks have fractions: these lose the last digits when they are added to a date. */
const FRACTIONS = [0, 0.1, 0.123456, 0.333333, 0.5, 0.712345, 0.9, 0.999];
const KNOWN = { kernel: read('6.18.0'), raceWindow: 'unknown' as const };

it('trials and evidence since a moment have the same probes: those that began after it', () => {
  const clock = new FakeClock();
  const measurements = new Measurements({ clock, context: () => CLUSTER_CONTEXT });
  const startedAt = clock.wall();
  measurements.pair(pairOf(answered('A'), answered('AAAA'), { startedAt: startedAt - 5_000 }));
  measurements.pair(pairOf(answered('A'), timedOut('AAAA'), { startedAt }));
  measurements.lookup(lookup({ startedAt }));
  const { nowMs } = measurements;
  expect(measurements.size).toBe(3);
  expect(measurements.trialsSince(nowMs - 10_000, nowMs).map(({ troubled }) => troubled)).toHaveLength(3);
  const { pairs, lookups, context } = measurements.since(nowMs - 10_000, nowMs, KNOWN);
  expect([pairs.length, lookups.length, context.kernel]).toEqual([2, 1, KNOWN.kernel]);
});

it('a moment is known to be well without its trials: none that began since is troubled, or under way for long', () => {
  const clock = new FakeClock();
  const measurements = new Measurements({ clock, context: () => CLUSTER_CONTEXT });
  const { nowMs } = measurements;
  const startedAt = clock.wall();
  const isTroubled = (sinceMs = nowMs - 5_000) =>
    measurements.mayBeTroubledSince(sinceMs, measurements.nowMs);
  measurements.pair(pairOf(answered('A'), answered('AAAA'), { startedAt }));
  measurements.lookup(lookup({ startedAt }));
  expect(isTroubled()).toBe(false);
  const ended = measurements.pending.lookup({ profile: 'musl', name: 'a.' }, nowMs - 60_000);
  expect([isTroubled(nowMs - 60_000), isTroubled()]).toEqual([true, false]);
  ended();
  expect(isTroubled(nowMs - 60_000)).toBe(false);
  measurements.pair(pairOf(answered('A'), timedOut('AAAA'), { startedAt }));
  expect([isTroubled(), isTroubled(nowMs + 1_000)]).toEqual([true, false]);
});

it.each(FRACTIONS)(
  'the evidence of a fault contains its first loss (fraction %d of a clock)',
  async (fraction) => {
    const clock = new FakeClock(1000 + fraction, Date.UTC(2026, 0, 1));
    const window = await EvidenceWindow.start({
      clock,
      snapshot: async () => blindSnapshot(clock),
      context: () => CLUSTER_CONTEXT,
      onStep: () => {},
    });
    const send = async (count: number, lost: boolean) => {
      for (let i = 0; i < count; i += 1) {
        await clock.advance(1_000 / 3);
        const ending = lost ? timedOut : answered;
        window.pair(pairOf(ending('A'), ending('AAAA'), { startedAt: clock.wall() }));
      }
    };
    await send(60, false);
    await send(12, true);
    expect(window.judge().evidence.arms).toMatchObject([{ pairs: 12, bothFailed: 12 }]);
  },
);
