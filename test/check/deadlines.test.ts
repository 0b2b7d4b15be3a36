import { describe, expect, it } from 'vitest';
import { deadlinesFor, InFlight } from '../../src/check/deadlines.ts';
import { pair, timedOut } from '../support/wire/outcomes.ts';

describe('the pace of a check', () => {
  it('sends for the whole time while nothing is lost', () => {
    expect(deadlinesFor(20_000, { deadlineMs: 5000, graceMs: 1000 }).endMs).toBe(20_000);
  });

  it('stops a deadline earlier when something is lost, and ends within 30 s with the defaults', () => {
    const { lossyEndMs, giveUpMs } = deadlinesFor(20_000, { deadlineMs: 5000, graceMs: 1000 });
    expect(lossyEndMs).toBe(15_000);
    expect(giveUpMs).toBeLessThan(30_000);
  });

  it('sends for half of a time that is shorter than the deadline', () => {
    expect(deadlinesFor(3000, { deadlineMs: 5000, graceMs: 0 }).lossyEndMs).toBe(1500);
  });

  it('counts a pair that has been under way for a second as a stall, before its deadline', async () => {
    const underWay = new InFlight();
    let end = () => {};
    const underWayPair = new Promise<ReturnType<typeof pair>>((resolve) => {
      end = () => resolve(pair());
    });
    const tracked = underWay.track(0, underWayPair);
    expect(underWay.stalls(900)).toBe(false);
    expect(underWay.stalls(1100)).toBe(true);
    end();
    await tracked;
    expect(underWay.stalls(1100)).toBe(false);
    expect(underWay).toMatchObject({ ended: 1, lost: 0 });
  });

  it('keeps that something was lost', async () => {
    const underWay = new InFlight();
    await underWay.track(0, Promise.resolve(pair({ aaaa: timedOut('AAAA') })));
    expect(underWay.stalls(0)).toBe(true);
    expect(underWay.lost).toBe(1);
  });
});
