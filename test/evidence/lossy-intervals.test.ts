import { describe, expect, it } from 'vitest';
import { lossTimes, splitByLoss } from '../../src/evidence/lossy-intervals.ts';
import { counted, still } from '../diagnosis/evidences.ts';
import { aborted, answered, lookup, pairOf, timedOut } from '../support/wire/outcomes.ts';

/** When the pairs and lookups of the builders begin. */
const START = lookup().startedAt;
const step = (index: number, drop: number) => ({
  ...still(1000, { conntrack: counted({ drop }) }),
  startedAt: START + index * 1000,
});

describe('the times of losses', () => {
  it('are when the lost datagrams were sent, of pairs and of lookups', () => {
    const resent = { ...timedOut('AAAA'), sentAtMs: 5000 };
    expect(
      lossTimes(
        [pairOf(answered(), timedOut('AAAA')), pairOf(aborted(), answered())],
        [lookup({}, [resent])],
      ),
    ).toEqual([START, START + 5000]);
  });

  it('leave TCP out: it loses connections, not datagrams', () => {
    expect(lossTimes([pairOf(answered(), { ...timedOut(), transport: 'tcp' })], [])).toEqual([]);
  });
});

describe('steps', () => {
  it('are sorted by whether something was lost in them', () => {
    const { lossy, baseline } = splitByLoss(
      [step(0, 1), step(1, 7), step(2, 2)],
      [step(-1, 4)],
      [START + 1500],
    );
    expect(lossy).toMatchObject({ failed: 1, delta: { elapsedMs: 1000 } });
    expect(lossy.delta.conntrack).toMatchObject({ value: { counts: { drop: 7 } } });
    expect(baseline.elapsedMs).toBe(3000);
    expect(baseline.conntrack).toMatchObject({ value: { counts: { drop: 7 } } });
  });

  it('on both sides of a loss at their border are lossy, and the loss counts once', () => {
    const { lossy } = splitByLoss([step(0, 1), step(1, 1)], [], [START + 1000]);
    expect(lossy).toMatchObject({ failed: 1, delta: { elapsedMs: 2000 } });
  });

  it('that a clock step moved away from the losses place none', () => {
    const { lossy } = splitByLoss([step(0, 1)], [], [START - 3_600_000]);
    expect(lossy).toMatchObject({ failed: 0, delta: { elapsedMs: 0, conntrack: { kind: 'absent' } } });
  });

  it('after the last loss lengthen the background to a minute, and no further', () => {
    const steps = (from: number, to: number, drop: number) =>
      Array.from({ length: to - from }, (_, index) => step(from + index, drop));
    const baselineOf = (fault: number, quiet: number) => {
      const after = steps(fault + 1, fault + 1 + quiet, 0);
      const { baseline } = splitByLoss(
        [...steps(0, fault, 1), step(fault, 9), ...after],
        [],
        [START + 1000 * fault + 500],
      );
      return [baseline.elapsedMs, baseline.conntrack.kind === 'read' && baseline.conntrack.value.counts.drop];
    };
    expect(baselineOf(90, 0)).toEqual([90_000, 90]);
    expect(baselineOf(90, 30)).toEqual([90_000, 90]);
    expect(baselineOf(20, 30)).toEqual([50_000, 20]);
    expect(baselineOf(20, 90)).toEqual([60_000, 20]);
  });

  it('are not summed up as a background where nothing was lost: nothing is compared with it', () => {
    const quiet = Array.from({ length: 90 }, (_, index) => step(index, 0));
    expect(splitByLoss(quiet, [], []).baseline.elapsedMs).toBe(0);
    expect(splitByLoss(quiet, [], [quiet[9]?.startedAt ?? 0]).baseline.elapsedMs).toBe(60_000);
  });
});
