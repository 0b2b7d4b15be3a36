/** A verdict holds while its fault does, and ends with it. */

import { expect, it } from 'vitest';
import type { World } from '../worlds/world.ts';
import { episode } from './episode.ts';

const [FAULT_MS, CURE_MS, END_MS] = [60_000, 180_000, 250_000];

const ONE_POD_DEAD: World = {
  ...{ seed: 1, pods: 2, spread: 'random', weights: [0.5, 0.5], list: 'exact', nameservers: 1 },
  ...{ rotate: false, edns0: false, cache: { place: 'none', known: false }, outside: true, hitRate: 0 },
  ...{ counters: 'present', background: 0, era: 'clashres', rttMs: 1, endpointsChanged: false, large: false },
  faults: [{ kind: 'pod', pods: [1], state: { how: 'silent' }, salt: 100 }],
};

it('names a dead DNS pod, holds to it while it is dead, and blames nothing else', {
  timeout: 120_000,
}, async () => {
  const { judged, counted } = await episode(ONE_POD_DEAD, {
    faultMs: FAULT_MS,
    cureMs: CURE_MS,
    endMs: END_MS,
  });
  const sure = judged.map(({ atMs, verdicts }) => ({
    atMs,
    causes: verdicts
      .filter(({ cause, confidence }) => cause !== 'not-enough-evidence' && confidence > 0.5)
      .map(({ cause }) => cause),
  }));
  const named = sure.filter(({ causes }) => causes.length > 0);
  expect(new Set(named.flatMap(({ causes }) => causes))).toEqual(new Set(['endpoint-down']));
  const [first, last] = [named[0]?.atMs ?? 0, named.at(-1)?.atMs ?? END_MS];
  expect(first).toBeGreaterThan(FAULT_MS);
  expect(first).toBeLessThanOrEqual(FAULT_MS + 120_000);
  const relapses = sure.filter(({ atMs, causes }) => atMs > first && atMs <= CURE_MS && causes.length === 0);
  expect(relapses).toEqual([]);
  expect(last).toBeLessThanOrEqual(CURE_MS + 60_000);
  expect(counted.length).toBeGreaterThan(0);
  expect(counted.filter((cause) => cause !== 'endpoint-down' && cause !== 'not-enough-evidence')).toEqual([]);
});
