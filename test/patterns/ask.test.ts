import { describe, expect, it } from 'vitest';
import { NO_QUERIES } from '../../src/evidence/tally.ts';
import { askOf, lostPairs } from '../../src/patterns/ask.ts';
import { armOf } from './asks.ts';

describe('an arm as patterns see it', () => {
  it('states which of the two queries was lost, and how often both were', () => {
    const made = armOf({
      pairs: 100,
      oneFailed: 7,
      bothFailed: 4,
      a: { ...NO_QUERIES, timedOut: 5, networkErrors: 1 },
      aaaa: { ...NO_QUERIES, timedOut: 9 },
    });
    expect(askOf(made).counts).toEqual({ neither: 89, onlyA: 2, onlyAaaa: 5, both: 4 });
    expect(lostPairs(askOf(made))).toBe(11);
  });

  it('does not count an answer from a wrong source as lost', () => {
    const made = armOf({ pairs: 10, oneFailed: 3, aaaa: { ...NO_QUERIES, timedOut: 3, wrongSource: 2 } });
    expect(askOf(made).counts).toEqual({ neither: 9, onlyA: 0, onlyAaaa: 1, both: 0 });
  });

  it('leaves out pairs of which the local kernel refused to send a query: they show nothing about the path', () => {
    const allLost = armOf({
      pairs: 100,
      notSent: 10,
      oneFailed: 10,
      bothFailed: 90,
      a: { ...NO_QUERIES, timedOut: 96, sendErrors: 4 },
      aaaa: { ...NO_QUERIES, timedOut: 94, sendErrors: 6 },
    });
    expect(askOf(allLost)).toMatchObject({
      pairs: 90,
      counts: { neither: 0, onlyA: 0, onlyAaaa: 0, both: 90 },
    });
    const unsent = armOf({ pairs: 100, notSent: 100, a: { ...NO_QUERIES, sendErrors: 100 } });
    expect(askOf(unsent).pairs).toBe(0);
  });

  it('knows the socket and the spacing of each strategy', () => {
    expect(askOf(armOf({ strategy: 'separate' }))).toMatchObject({ sockets: 'two', spacing: 'at-once' });
    expect(askOf(armOf({ strategy: 'sequential' }))).toMatchObject({
      sockets: 'one',
      spacing: 'after-answer',
    });
    expect(askOf(armOf({ strategy: 'sticky' }))).toMatchObject({ socket: 'standing' });
  });
});
