import { describe, expect, it } from 'vitest';
import { starvation, starvedLookup, starvedPair } from '../../src/evidence/starved-probes.ts';
import { answered, lookupOf, pairOf, timedOut } from '../diagnosis/outcomes.ts';

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

  it('needs no explanation to be told of a pair that is fine', () => {
    expect(starvedPair(pairOf(answered(), answered(), { durationMs: 2, starvedMs: 2 }))).toBe(false);
    expect(starvedPair(pairOf(slow, answered(), { durationMs: 400, starvedMs: 0 }))).toBe(false);
  });

  it('is added up over pairs and lookups', () => {
    const pair = pairOf(slow, answered(), { durationMs: 400, starvedMs: 150 });
    const lookup = lookupOf([slow], { durationMs: 400, starvedMs: 300 });
    expect(starvedLookup(lookup)).toBe(true);
    expect(starvation([pair, pairOf(answered(), answered())], [lookup])).toEqual({
      pairs: 1,
      lookups: 1,
      longestMs: 300,
    });
  });
});
