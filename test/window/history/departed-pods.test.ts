import { describe, expect, it } from 'vitest';
import {
  countedThen,
  failingPodLeft,
  podsSince,
  stillCounts,
} from '../../../src/window/history/departed-pods.ts';
import { answered, pairOf, timedOut } from '../../support/wire/outcomes.ts';
import { CLUSTER_CONTEXT } from '../contexts.ts';

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

  it('counts what is sent straight to an address behind the VIP that is not in the set, unless its pod has left', () => {
    const absent = { address: '10.244.0.4', fromMs: 300, untilMs: Number.POSITIVE_INFINITY };
    const pods = { endpoints: [], backends: ['10.244.9.9', '10.244.0.4'], endpointAbsences: [absent] };
    const behind = stillCounts(pods);
    const servers = ['10.244.9.9', '10.244.0.4', '10.244.9.8'];
    expect(servers.map((address) => behind(straight(address), 400))).toEqual([true, false, false]);
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

describe('failingPodLeft', () => {
  const server = { address: '10.244.0.4', port: 53 };
  const well = (startedAt: number) =>
    pairOf(answered('A'), answered('AAAA'), { strategy: 'endpoint', server, startedAt });
  const lost = (startedAt: number) =>
    pairOf(timedOut('A'), timedOut('AAAA'), { strategy: 'endpoint', server, startedAt });
  const toCurrent = (ms: number) => ms + 1_000;
  const absence = (fromMs: number, address = server.address) => ({
    address,
    fromMs,
    untilMs: Number.POSITIVE_INFINITY,
  });
  const left = (
    pairs: Parameters<typeof failingPodLeft>[0],
    ...endpointAbsences: ReturnType<typeof absence>[]
  ) => failingPodLeft(pairs, { endpointAbsences }, toCurrent);

  it('is when the last pod left whose last three pairs failed', () => {
    const pairs = [well(1_100), lost(1_250), lost(1_290), lost(1_200)];
    expect(left(pairs, absence(300))).toBe(300);
    expect(left(pairs, absence(300), absence(400))).toBe(400);
  });

  it('is none where the pod answered shortly before, was hardly asked, failed only afterwards, or stayed', () => {
    expect(left([lost(1_100), lost(1_200), lost(1_250), well(1_290)], absence(300))).toBeUndefined();
    expect(left([lost(1_100), lost(1_200)], absence(300))).toBeUndefined();
    expect(left([lost(1_100), lost(1_200), lost(1_300)], absence(300))).toBeUndefined();
    expect(left([lost(1_100), lost(1_200), lost(1_250)], absence(300, '10.244.0.5'))).toBeUndefined();
    expect(left([lost(1_100), lost(1_200), lost(1_250)])).toBeUndefined();
  });
});

describe('podsSince', () => {
  it('adds the pods that have left since then, as if the set had not changed', () => {
    const gone = { address: '10.244.0.4', fromMs: 300, untilMs: Number.POSITIVE_INFINITY };
    const now = { ...CLUSTER_CONTEXT, endpointsChangedAt: 1_700_000_000_000, endpointAbsences: [gone] };
    expect(podsSince(now, 200)).toMatchObject({
      endpoints: ['10.244.0.2', '10.244.0.3', '10.244.0.4'],
      endpointsChangedAt: undefined,
    });
    expect(podsSince(now, 400).endpoints).toEqual(['10.244.0.2', '10.244.0.3']);
  });
});
