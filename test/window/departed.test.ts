import { describe, expect, it } from 'vitest';
import { countedThen, stillCounts } from '../../src/window/departed.ts';

const straight = (address: string) => ({ strategy: 'endpoint' as const, server: { address, port: 53 } });

describe('stillCounts', () => {
  const counts = stillCounts({
    endpoints: ['10.244.0.2', '10.244.0.3'],
    endpointAbsences: [
      { address: '10.244.0.3', fromMs: 100, untilMs: 200 },
      { address: '10.244.0.4', fromMs: 300, untilMs: Number.POSITIVE_INFINITY },
    ],
  });

  it('leaves out everything straight to a pod that is not in the set', () => {
    expect([0, 299, 300, 400].map((atMs) => counts(straight('10.244.0.4'), atMs))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('leaves out what began while a pod was away, and counts what began before and after', () => {
    expect([99, 100, 199, 200].map((atMs) => counts(straight('10.244.0.3'), atMs))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('counts pairs to pods that stayed, and pairs via the VIP', () => {
    expect(counts(straight('10.244.0.2'), 150)).toBe(true);
    expect(counts({ strategy: 'pair', server: { address: '10.244.0.4', port: 53 } }, 350)).toBe(true);
  });
});

describe('countedThen', () => {
  const counted = countedThen({
    endpointAbsences: [{ address: '10.244.0.4', fromMs: 300, untilMs: Number.POSITIVE_INFINITY }],
  });

  it('counts what began before a pod left, and nothing after', () => {
    expect([0, 299, 300, 400].map((atMs) => counted(straight('10.244.0.4'), atMs))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
