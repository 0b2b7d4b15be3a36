import { describe, expect, it } from 'vitest';
import { starvation, starvedLookup, starvedPair } from '../../src/evidence/starved-probes.ts';
import { answered, lookup, pairOf, timedOut } from '../support/wire/outcomes.ts';

const slow = answered('A', 400);

describe('starvation', () => {
  it('explains a slow pair when a stall covers a good part of it', () => {
    expect(starvedPair(pairOf(slow, answered(), { durationMs: 400, starvedMs: 150 }))).toBe(true);
    expect(starvedPair(pairOf(slow, answered(), { durationMs: 400, starvedMs: 20 }))).toBe(false);
  });

  it('does not explain a timeout of five seconds by a short stall', () => {
    expect(starvedPair(pairOf(timedOut(), answered(), { durationMs: 5000, starvedMs: 100 }))).toBe(false);
    expect(starvedPair(pairOf(timedOut(), answered(), { durationMs: 5000, starvedMs: 4000 }))).toBe(true);
  });

  it('does not explain a failed query by a stall in the middle of its wait', () => {
    expect(starvedPair(pairOf(timedOut(), answered(), { durationMs: 5000, starvedMs: 1400 }))).toBe(false);
    expect(starvedLookup(lookup({ durationMs: 5004, starvedMs: 3000 }, [timedOut()]))).toBe(false);
    expect(starvedLookup(lookup({ durationMs: 5004, starvedMs: 4000 }, [timedOut()]))).toBe(true);
  });

  it('explains a slow lookup whose queries were quick, if it would have been quick without the stall', () => {
    expect(starvedLookup(lookup({ durationMs: 3000, starvedMs: 2900 }, [answered()]))).toBe(true);
    expect(starvedLookup(lookup({ durationMs: 3000, starvedMs: 500 }, [answered()]))).toBe(false);
  });

  it('is counted over the last minute only, and a stall of many probes once', () => {
    const at = (startedAt: number) =>
      pairOf(slow, answered(), { startedAt, durationMs: 400, starvedMs: 300 });
    const pairs = [at(10_000), at(70_000), at(70_300), at(80_000)];
    expect(starvation(pairs, [], 120_000)).toEqual({
      pairs: 3,
      lookups: 0,
      probes: 3,
      stalls: 2,
      longestMs: 300,
    });
  });

  it('is not found for a quick pair, nor where the event loop did not stall', () => {
    expect(starvedPair(pairOf(answered(), answered(), { durationMs: 2, starvedMs: 2 }))).toBe(false);
    expect(starvedPair(pairOf(slow, answered(), { durationMs: 400, starvedMs: 0 }))).toBe(false);
  });

  it('is added up over pairs and lookups', () => {
    const pair = pairOf(slow, answered(), { durationMs: 400, starvedMs: 150 });
    const starved = lookup({ durationMs: 400, starvedMs: 300 }, [slow]);
    expect(starvedLookup(starved)).toBe(true);
    expect(starvation([pair, pairOf(answered(), answered())], [starved])).toEqual({
      pairs: 1,
      lookups: 1,
      probes: 3,
      stalls: 1,
      longestMs: 300,
    });
  });
});
