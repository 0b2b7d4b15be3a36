/** No DNS pod serves: the running agent names it soon, says nothing else, and is quiet when it is over. */

import { describe, expect, it } from 'vitest';
import { clusterWith } from '../worlds/cluster-with.ts';
import type { Mechanism } from '../worlds/world.ts';
import { claimsOf } from './claims.ts';

const LASTS_MS = 90_000;
const COLD_MS = 15_000;
const QUIET_MS = 600_000;
/** Outages have many failed pairs to judge. */
const TIMEOUT_MS = 240_000;

const ALL_PODS: Extract<Mechanism, { kind: 'pod' }> = { kind: 'pod', pods: [0, 1], state: { how: 'silent' } };
const REFUSED_VIP: Mechanism = { kind: 'no-vip', how: 'refusing' };
/** kube-proxy refuses for a Service without endpoints; the addresses of the pods that are gone refuse, or nobody has them. */
const OUTAGES = [
  {
    title: 'the VIP and all pods refuse',
    faults: [REFUSED_VIP, { ...ALL_PODS, state: { how: 'refusing' as const } }],
    cause: 'vip-unreachable',
  },
  {
    title: 'the VIP refuses, the pods are silent',
    faults: [REFUSED_VIP, ALL_PODS],
    cause: 'vip-unreachable',
  },
  { title: 'the VIP refuses, the pods answer', faults: [REFUSED_VIP], cause: 'vip-unreachable' },
  {
    title: 'the VIP and all pods are silent',
    faults: [{ kind: 'no-vip' as const, how: 'silent' as const }, ALL_PODS],
    cause: 'endpoint-down',
  },
] as const;

describe.each(OUTAGES)('where $title', ({ faults, cause }) => {
  it.each([
    ['15 s after the start', COLD_MS],
    ['after ten quiet minutes', QUIET_MS],
  ])('the agent says so, %s', { timeout: TIMEOUT_MS }, async (_, startMs) => {
    const claims = await claimsOf(clusterWith(faults), startMs, LASTS_MS);
    expect([...claims.causes]).toEqual([cause]);
    expect(claims.firstMs).toBeLessThanOrEqual(60_000);
    expect(claims.relapses).toBe(0);
    expect(claims.endMs).toBeLessThanOrEqual(60_000);
    expect([...claims.counted].filter((one) => one !== cause && one !== 'not-enough-evidence')).toEqual([]);
  });
});

it('an outage is named soon after a cold start, though some ways were only asked before it', {
  timeout: TIMEOUT_MS,
}, async () => {
  const world = clusterWith([{ kind: 'no-vip', how: 'silent' }], { seed: 3, weights: [0.4, 0.6] });
  const claims = await claimsOf(world, COLD_MS, LASTS_MS);
  expect([...claims.causes]).toEqual(['vip-unreachable']);
  expect(claims.firstMs).toBeLessThanOrEqual(60_000);
});
