/** The fates of lost queries in worlds made by hand, as the conntrack table would show them. */

import { describe, expect, it } from 'vitest';
import type { OwnFates } from '../../src/domain/flow.ts';
import type { Reading } from '../../src/domain/reading.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { podAddress } from './arms.ts';
import { measure } from './measure.ts';
import { ABSENT } from './packet.ts';
import { WELL } from './well-world.ts';
import type { Mechanism, World } from './world.ts';

const FIRST = podAddress(0);
const GONE = podAddress(ABSENT);
const VIP = '10.96.0.10';

function readingIn(
  mechanism: Mechanism | undefined,
  world: Partial<World> = {},
): Reading<OwnFates> | undefined {
  const faults = mechanism ? [{ ...mechanism, salt: 1000 }] : [];
  return measure({ ...WELL, ...world, faults }, { arms: 'all', flows: true }).flows;
}

function fatesIn(mechanism: Mechanism | undefined, world?: Partial<World>): OwnFates {
  const reading = readingIn(mechanism, world);
  if (reading?.kind !== 'read') throw new Error(`not read: ${reading?.reason}`);
  return reading.value;
}

const total = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, one) => sum + one, 0);

describe('each lost query via the VIP has the fate', () => {
  it('unreplied, if its DNS pod is silent', () => {
    const { lost, unreplied, chosen } = fatesIn({ kind: 'pod', pods: [0], state: { how: 'silent' } });
    expect(lost).toBeGreaterThan(50);
    expect(unreplied).toEqual({ [FIRST]: lost });
    expect(chosen[FIRST]).toEqual({ queries: lost, lost });
  });

  it('elsewhere, if the VIP leads to an address where nobody is', () => {
    const { lost, elsewhere } = fatesIn({ kind: 'ghost', weight: 0.3 });
    expect(lost).toBeGreaterThan(50);
    expect(elsewhere).toEqual({ [GONE]: lost });
  });

  it('elsewhere at the VIP itself, if the node has no rule for it', () => {
    const { lost, elsewhere } = fatesIn({ kind: 'no-vip', how: 'silent' });
    expect(elsewhere).toEqual({ [VIP]: lost });
  });

  it('without an entry, if the table is full', () => {
    const { lost, noEntry, shared } = fatesIn({ kind: 'table-full', share: 0.2 });
    expect(noEntry).toBeGreaterThan(50);
    // The second query of a socket may have made the entry after the first was dropped.
    expect(noEntry + shared).toBe(lost);
  });

  it('shared, if it clashed with an answered query of its socket', () => {
    const race = { share: 0.9, pairShare: 0.5, repaired: 0, counted: true, direct: false };
    const { lost, shared } = fatesIn({ kind: 'race', ...race });
    expect(lost).toBeGreaterThan(50);
    expect(shared).toBe(lost);
  });

  it('replied, if the answer was lost behind the node', () => {
    const { lost, replied } = fatesIn({ kind: 'receive-buffer', share: 0.2 });
    expect(lost).toBeGreaterThan(50);
    // Another query of the same socket may have been answered.
    expect(total(replied)).toBeGreaterThan(0);
  });
});

it('a race spares queries that are sent one after the other, however quick the answer is', () => {
  const race = { share: 0.9, pairShare: 1, repaired: 0, counted: true, direct: false } as const;
  const { pairs } = measure(
    { ...WELL, rttMs: 0.2, faults: [{ kind: 'race', ...race, salt: 1000 }] },
    { arms: 'all', flows: false },
  );
  const lostBy = (strategy: Strategy) =>
    pairs
      .filter((pair) => pair.strategy === strategy && pair.server.address === VIP)
      .flatMap(({ a, aaaa }) => [a, aaaa])
      .filter(({ kind }) => kind === 'timed-out').length;
  expect(lostBy('pair')).toBeGreaterThan(20);
  expect(lostBy('sequential')).toBe(0);
});

it('is empty if nothing is lost, and has the shares of the VIP', () => {
  const { lost, chosen } = fatesIn(undefined);
  expect(lost).toBe(0);
  expect(Object.keys(chosen).sort()).toEqual([FIRST, podAddress(1)]);
});

it('is absent where the node cannot be read, and where the flows pass the table by', () => {
  expect(readingIn(undefined, { counters: 'absent' })).toMatchObject({ kind: 'absent' });
  expect(readingIn(undefined, { cache: { place: 'on-vip', known: true } })).toMatchObject({ kind: 'absent' });
  expect(measure(WELL, { arms: 'all', flows: false }).flows).toBeUndefined();
});
