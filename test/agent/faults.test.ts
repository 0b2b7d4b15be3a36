/** Other faults that begin and end: the running agent names them, names nothing else, and is quiet when they are over. */

import { expect, it } from 'vitest';
import { clusterWith } from '../worlds/cluster-with.ts';
import type { Mechanism, World } from '../worlds/world.ts';
import { claimsOf } from './claims.ts';

const START_MS = 60_000;
const LASTS_MS = 150_000;

interface Fault {
  readonly title: string;
  readonly mechanism: Mechanism;
  readonly world?: Partial<World>;
  readonly cause: string;
}

const RACE: Extract<Mechanism, { kind: 'race' }> = {
  kind: 'race',
  share: 0.7,
  pairShare: 0.6,
  repaired: 0,
  counted: true,
  direct: false,
};
const FAULTS: readonly Fault[] = [
  {
    title: 'the path loses 20 %',
    mechanism: { kind: 'loss', segment: { at: 'pod-node' }, pattern: { how: 'even', share: 0.2 } },
    cause: 'packet-loss',
  },
  {
    title: 'the upstream is silent',
    mechanism: { kind: 'upstream', how: 'silent', share: 1 },
    cause: 'upstream-slow',
  },
  {
    title: 'the upstream is slow',
    mechanism: { kind: 'upstream', how: 'slow', share: 1 },
    cause: 'upstream-slow',
  },
  { title: 'an entry of conntrack is stale', mechanism: { kind: 'stale-flow' }, cause: 'stale-conntrack' },
  {
    title: 'one of two DNS pods refuses',
    mechanism: { kind: 'pod', pods: [1], state: { how: 'refusing' } },
    cause: 'endpoint-down',
  },
  {
    title: 'A and AAAA clash via the VIP, in NFQUEUE, and no counter rises',
    mechanism: { ...RACE, counted: false },
    world: { era: 'searched' },
    cause: 'conntrack-race',
  },
  {
    title: 'A and AAAA clash straight to the DNS pods too, as before Linux 5.0',
    mechanism: { ...RACE, direct: true },
    world: { era: 'searched' },
    cause: 'conntrack-race',
  },
];

it.each(FAULTS)('where $title', { timeout: 180_000 }, async ({ mechanism, world, cause }) => {
  const claims = await claimsOf(clusterWith([mechanism], world), START_MS, LASTS_MS);
  expect([...claims.causes]).toEqual([cause]);
  expect(claims.firstMs).toBeLessThanOrEqual(120_000);
  expect(claims.relapses).toBe(0);
  expect(claims.endMs).toBeLessThanOrEqual(60_000);
  expect([...claims.counted].filter((one) => one !== cause && one !== 'not-enough-evidence')).toEqual([]);
});
