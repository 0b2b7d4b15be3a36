import { describe, expect, it } from 'vitest';
import { TraceTally, traceLine } from '../../src/trace/trace-lines.ts';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const quick = {
  kind: 'done',
  status: 200,
  lookupMs: 1.2346,
  connectMs: 2,
  appconnectMs: 0,
  pretransferMs: 2,
  starttransferMs: 3,
  totalMs: 4,
} as const;
const slow = { ...quick, lookupMs: 5005, totalMs: 5010 } as const;

describe('traceLine', () => {
  it('names the times as curl does', () => {
    expect(traceLine(AT, quick)).toBe(
      '03:04:05.678  lookup=0.001235  connect=0.002000  appconnect=0.000000  pretransfer=0.002000  starttransfer=0.003000  total=0.004000  status=200',
    );
  });

  it('marks a slow request', () => {
    expect(traceLine(AT, slow)).toMatch(/ lookup=5\.005000 .* total=5\.010000 .*SLOW$/);
    expect(traceLine(AT, { ...quick, totalMs: 999.9 })).not.toContain('SLOW');
    expect(traceLine(AT, { ...quick, totalMs: 1000 })).toContain('SLOW');
  });

  it('says where a request failed, and why', () => {
    const failed = {
      kind: 'failed',
      stage: 'lookup',
      reason: 'getaddrinfo EAI_AGAIN x',
      lookupMs: 10_010,
      totalMs: 10_011,
    } as const;
    expect(traceLine(AT, failed)).toBe(
      '03:04:05.678  lookup=10.010000  total=10.011000  FAILED in the lookup: getaddrinfo EAI_AGAIN x',
    );
  });
});

describe('TraceTally', () => {
  it('says nothing of shares when nothing was slow', () => {
    const tally = new TraceTally();
    expect(tally.summary()).toEqual(['0 requests: 0 slow (1 s or longer), 0 failed.']);
    tally.add(quick);
    expect(tally.summary()).toEqual(['1 request: 0 slow (1 s or longer), 0 failed.']);
  });

  it('says how much of the slow requests was the lookup, failed ones among them', () => {
    const tally = new TraceTally();
    tally.add(quick);
    tally.add(slow);
    tally.add({ ...quick, totalMs: 1990 });
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
});
