import { describe, expect, it } from 'vitest';
import { Pending } from '../../../src/window/history/pending.ts';

const PAIR = {
  strategy: 'pair',
  server: { address: '10.96.0.10', port: 53 },
  transport: 'udp',
  name: 'kubernetes.default.svc.cluster.local.',
} as const;

const troubled = (pending: Pending, nowMs: number, sinceMs = 0) =>
  pending.troubledSince(
    sinceMs,
    nowMs,
    () => 'cluster',
    (ms) => ms + 1_000_000,
  );

describe('a probe under way', () => {
  it('is a troubled trial once it takes longer than a quick one', () => {
    const pending = new Pending();
    pending.pair(PAIR, 10_000);
    pending.lookup({ profile: 'musl', name: 'a.' }, 10_000);
    expect(troubled(pending, 10_300)).toEqual([]);
    expect([10_300, 10_500].map((nowMs) => pending.isTroubled(0, nowMs))).toEqual([false, true]);
    expect(pending.isTroubled(10_001, 10_500)).toBe(false);
    expect(troubled(pending, 10_500)).toEqual([
      { atMs: 1_010_000, arm: 'pair 10.96.0.10 udp cluster', troubled: true },
    ]);
    expect(troubled(pending, 12_500).map(({ arm }) => arm)).toEqual([
      'pair 10.96.0.10 udp cluster',
      'musl a.',
    ]);
  });

  it('is none if it began before, or has ended', () => {
    const pending = new Pending();
    const ended = pending.pair(PAIR, 10_000);
    expect(troubled(pending, 15_000, 10_001)).toEqual([]);
    ended();
    expect(troubled(pending, 15_000)).toEqual([]);
  });
});
