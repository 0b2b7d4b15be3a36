/** The counterfactual truth about worlds made by hand: which of the faults matter, and how much of it applications feel. */

import { describe, expect, it } from 'vitest';
import type { ArmChoice } from './arms.ts';
import { DamageCount } from './damage.ts';
import { simulate } from './simulate.ts';
import { type Truth, truthOf } from './truth.ts';
import { WELL } from './well-world.ts';
import type { Fault, Mechanism, World } from './world.ts';

/** All flows of this node go to the first pod. */
const LOCAL: Partial<World> = { spread: 'local', weights: [1, 0] };

const deadPod = (pod: number): Mechanism => ({ kind: 'pod', pods: [pod], state: { how: 'silent' } });
const NO_AAAA: Mechanism = { kind: 'aaaa', how: 'silent', share: 1 };
const race = (repaired: number): Mechanism => {
  return { kind: 'race', share: 0.6, pairShare: 0.3, repaired, counted: true, direct: false };
};

function truthWith(
  mechanisms: readonly Mechanism[],
  setup: Partial<World> = {},
  choice: ArmChoice = 'all',
): Truth {
  const faults = mechanisms.map((mechanism, index): Fault => ({ ...mechanism, salt: 100 + 50 * index }));
  const world = { ...WELL, ...setup, faults };
  const damage = new DamageCount();
  simulate(world, { arms: choice, flows: false }, damage);
  return truthOf(world, choice, damage);
}

const kinds = (faults: readonly Fault[]) => faults.map(({ kind }) => kind);

describe('a world with one fault', () => {
  it('is healthy without it', () => {
    expect(truthWith([])).toEqual({ main: [], matter: [], touched: 0 });
  });

  it('has a dead pod for its cause, which half of the lookups feel', () => {
    const { main, matter, touched } = truthWith([deadPod(0)]);
    expect(kinds(main)).toEqual(['pod']);
    expect(matter).toEqual(main);
    expect(touched).toBeGreaterThan(0.35);
    expect(touched).toBeLessThan(0.65);
  });

  it('is healthy where the dead pod takes none of the VIP and is not on the list', () => {
    expect(truthWith([deadPod(1)], { ...LOCAL, list: 'partial' })).toEqual({
      main: [],
      matter: [],
      touched: 0,
    });
  });

  it('has a dead pod that is measured and that no application feels, where it is on the list', () => {
    const { main, touched } = truthWith([deadPod(1)], LOCAL);
    expect(kinds(main)).toEqual(['pod']);
    expect(touched).toBe(0);
  });

  it('is healthy where the kernel repairs every clash, or the cache on the node keeps the queries from conntrack', () => {
    expect(truthWith([race(1)]).matter).toEqual([]);
    expect(truthWith([race(0)], { cache: { place: 'on-vip', known: false } }).matter).toEqual([]);
    expect(kinds(truthWith([race(0)]).main)).toEqual(['race']);
  });

  it('shows a dead second nameserver to the strategy that asks it, and to nobody else', () => {
    const dead: Mechanism = { kind: 'nameserver', index: 1, how: 'silent' };
    expect(truthWith([dead], { nameservers: 2 }, 'classic').matter).toEqual([]);
    const { main, touched } = truthWith([dead], { nameservers: 2 });
    expect(kinds(main)).toEqual(['nameserver']);
    expect(touched).toBe(0);
  });

  it('shows a filter for large answers only where a name with a large answer is configured', () => {
    const filter: Mechanism = { kind: 'filter', segment: { at: 'pod-node' }, drops: 'large' };
    expect(truthWith([filter]).matter).toEqual([]);
    expect(kinds(truthWith([filter], { large: true }).main)).toEqual(['filter']);
  });
});

describe('a world with two faults', () => {
  it('has the one for its cause that is felt', () => {
    const { main, matter } = truthWith([deadPod(1), NO_AAAA], { ...LOCAL, list: 'partial' });
    expect(kinds(main)).toEqual(['aaaa']);
    expect(kinds(matter)).toEqual(['aaaa']);
  });

  it('has the large one for its main cause, and the small one as another that matters', () => {
    const loss: Mechanism = {
      kind: 'loss',
      segment: { at: 'pod-node' },
      pattern: { how: 'even', share: 0.05 },
    };
    const { main, matter } = truthWith([NO_AAAA, loss]);
    expect(kinds(main)).toEqual(['aaaa']);
    expect(kinds(matter)).toEqual(['aaaa', 'loss']);
  });

  it('has both where neither alone explains most of what goes wrong', () => {
    expect(kinds(truthWith([deadPod(0), deadPod(1)]).main)).toEqual(['pod', 'pod']);
  });
});
