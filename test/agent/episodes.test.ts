/** A verdict holds while its fault does, and ends with it. */

import { expect, it } from 'vitest';
import { harmOf } from '../../src/domain/cause.ts';
import { clusterWith } from '../worlds/cluster-with.ts';
import type { World } from '../worlds/world.ts';
import { episode } from './episode.ts';

const [FAULT_MS, CURE_MS, END_MS] = [60_000, 180_000, 250_000];

const ONE_POD_DEAD = clusterWith([{ kind: 'pod', pods: [1], state: { how: 'silent' } }]);

it('the agent names a dead DNS pod, holds to it while it is dead, and blames nothing else', {
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

/** The VIP leads to the pods 0 and 1. Pod 1 is dead, and pod 2 replaces it. */
const REPLACED: World = { ...ONE_POD_DEAD, pods: 3, weights: [0.5, 0.5, 0] };
const LEFT_MS = FAULT_MS + 55_000;
const replaced = { pod: 1, by: 2, lastSeenMs: LEFT_MS, learntMs: LEFT_MS + 10_000 };

/** The causes above 0.5 at each judgement. */
async function claimed(cureMs: number) {
  const times = { faultMs: FAULT_MS, cureMs, endMs: cureMs + 70_000, replaced };
  const { judged, counted } = await episode(REPLACED, times);
  const claims = judged.map(({ atMs, verdicts }) => ({
    atMs,
    causes: verdicts
      .filter(({ cause, confidence }) => harmOf(cause) === 'fault' && confidence > 0.5)
      .map(({ cause }) => cause),
  }));
  return { claims, counted: counted.filter((cause) => cause !== 'not-enough-evidence') };
}

it('the agent holds to a dead DNS pod that was replaced while the VIP still leads to it', {
  timeout: 120_000,
}, async () => {
  const { claims, counted } = await claimed(LEFT_MS + 90_000);
  const first = claims.find(({ causes }) => causes.length > 0)?.atMs ?? END_MS;
  const during = claims.filter(({ atMs }) => atMs >= first && atMs <= LEFT_MS + 90_000);
  expect(during.filter(({ causes }) => causes.length === 0)).toEqual([]);
  const truths = ['endpoint-down', 'vip-leads-astray'];
  const said = [...claims.flatMap(({ causes }) => causes), ...counted];
  expect(said.filter((cause) => !truths.includes(cause))).toEqual([]);
  expect(claims.filter(({ atMs, causes }) => atMs > LEFT_MS + 120_000 && causes.length > 0)).toEqual([]);
});

it('the agent is quiet soon after a dead DNS pod was replaced, if the VIP follows at once', {
  timeout: 120_000,
}, async () => {
  const { claims, counted } = await claimed(LEFT_MS + 5_000);
  const said = [...claims.flatMap(({ causes }) => causes), ...counted];
  expect(new Set(said)).toEqual(new Set(['endpoint-down']));
  expect(claims.filter(({ atMs, causes }) => atMs > LEFT_MS + 35_000 && causes.length > 0)).toEqual([]);
});
