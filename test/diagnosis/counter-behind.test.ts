import { describe, expect, it } from 'vitest';
import { clashDrops } from '../../src/compare/counts/counters.ts';
import { counterBehind } from '../../src/diagnosis/counter-behind.ts';
import { absent } from '../../src/domain/reading.ts';
import { counted, evidence, lossy, still } from './evidences.ts';

const drops = (count: number) => ({ conntrack: counted({ drop: count, insertFailed: count }) });

describe('the counter behind a cause', () => {
  it('is the one that rises with our losses', () => {
    expect(counterBehind('conntrack-race', () => evidence([], lossy(6, drops(6))))).toBe(clashDrops);
  });

  it('may rise all the time, because the fault hits other pods all the time', () => {
    const always = { ...lossy(6, drops(20)), baseline: still(60_000, drops(100)) };
    expect(counterBehind('conntrack-race', () => evidence([], always))).toBe(clashDrops);
  });

  it('is none if it does not rise with the losses, explains few of them, or can not be read', () => {
    const unread = { conntrack: absent('no-file', 'no procfs') };
    for (const counters of [lossy(6), lossy(60, drops(6)), lossy(6, unread)])
      expect(counterBehind('conntrack-race', () => evidence([], counters))).toBeUndefined();
  });

  it('is none if the cause has none, and then no evidence is gathered', () => {
    const unasked = () => {
      throw new Error('evidence was gathered');
    };
    expect(counterBehind('packet-loss', unasked)).toBeUndefined();
  });
});
