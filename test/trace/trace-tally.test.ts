import { describe, expect, it } from 'vitest';
import { TraceTally } from '../../src/trace/trace-tally.ts';
import { QUICK, SLOW } from './requests.ts';

describe('TraceTally', () => {
  it('says nothing of shares when nothing was slow', () => {
    const tally = new TraceTally();
    expect(tally.summary()).toEqual(['0 requests: 0 slow (1 s or longer), 0 failed.']);
    tally.add(QUICK);
    expect(tally.summary()).toEqual(['1 request: 0 slow (1 s or longer), 0 failed.']);
  });

  it('says how much of the slow requests was the lookup, failed ones among them', () => {
    const tally = new TraceTally();
    tally.add(QUICK);
    tally.add(SLOW);
    tally.add({ ...QUICK, totalMs: 1990 });
    tally.add({ kind: 'failed', stage: 'lookup', reason: 'x', lookupMs: 3000, totalMs: 3000 });
    tally.add({ kind: 'failed', stage: 'connect', reason: 'x', lookupMs: 1, totalMs: 2 });
    expect(tally.summary()).toEqual([
      '5 requests: 3 slow (1 s or longer), 2 failed.',
      'The slow ones took 10.00 s together, 8.01 s of it in the lookup (80.1 %).',
    ]);
  });

  it('does not count what was interrupted', () => {
    const tally = new TraceTally();
    tally.add({ kind: 'interrupted', totalMs: 4000 });
    expect(tally.summary()).toEqual(['0 requests: 0 slow (1 s or longer), 0 failed.']);
  });

  it('shows the lookups by duration and what to run next, if one was slow', () => {
    const tally = new TraceTally();
    tally.add(QUICK);
    tally.add({ ...QUICK, totalMs: 9000 });
    expect(tally.lookups()).toEqual([]);
    tally.add(SLOW);
    const lines = tally.lookups();
    expect(lines[0]).toBe('lookups by duration:');
    expect(lines.find((line) => line.includes('5 s, a timeout of glibc'))).toMatch(/ 1 {2}#+$/);
    expect(lines.at(-1)).toBe(
      '1 lookup took 1 s or longer: run `fivesec check` in this place to find the cause.',
    );
  });
});
