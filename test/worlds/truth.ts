/** Which faults of a world matter: those whose removal reduces the damage. Found by removing each one. */

import type { ArmChoice } from './arms.ts';
import { type Damage, DamageCount, feltShare } from './damage.ts';
import { simulate } from './simulate.ts';
import type { Fault, World } from './world.ts';

/** With fewer bad probes than this, no judgement is possible. */
const FEWEST = 3;
/** A fault that causes a smaller share of the damage does not matter. */
const LEAST_SHARE = 0.05;
/** A main fault causes this share of the damage or more. */
const MAIN_SHARE = 0.8;

export interface Truth {
  /** Each of them causes 80 % of the damage or more: without it, that much vanishes. If there is no such fault: all that matter. */
  readonly main: readonly Fault[];
  /** All that show in what the agent measures. Empty if the world looks healthy. */
  readonly matter: readonly Fault[];
  /** The share of applications' lookups, or of plain pairs, that the faults spoil. */
  readonly touched: number;
}

/** `seen` is the damage of the world as it is, as an agent without the conntrack table measures it. */
export function truthOf(world: World, choice: ArmChoice, seen: Damage): Truth {
  const { faults } = world;
  if (faults.length === 0) return { main: [], matter: [], touched: 0 };
  const none = wellDamage(world, choice);
  const excess = rate(seen) - rate(none);
  const effects = faults.map((fault) => {
    const others = faults.filter((other) => other !== fault);
    const without = others.length === 0 ? none : damageOf({ ...world, faults: others }, choice);
    const alone = others.length === 0 ? seen : damageOf({ ...world, faults: [fault] }, choice);
    return { fault, drop: rate(seen) - rate(without), alone: rate(alone) - rate(none) };
  });
  const least = Math.max(FEWEST / seen.probes, LEAST_SHARE * excess);
  const matter = effects.filter(({ drop, alone }) => Math.max(drop, alone) >= least);
  const main = matter.filter(({ drop }) => drop >= MAIN_SHARE * excess);
  const faultsOf = (some: typeof effects) => some.map(({ fault }) => fault);
  return {
    main: faultsOf(main.length > 0 ? main : matter),
    matter: faultsOf(matter),
    touched: matter.length === 0 ? 0 : Math.max(plainRate(seen), feltShare(world)),
  };
}

export function damageOf(world: World, choice: ArmChoice): Damage {
  const count = new DamageCount();
  simulate(world, { arms: choice, flows: false }, count);
  return count;
}

const NOTHING: Damage = { probes: 1, bad: 0, plain: 1, plainBad: 0 };

/** Without faults, only a pod that is listed and gone does damage (a test checks this). */
function wellDamage(world: World, choice: ArmChoice): Damage {
  return world.list === 'stale' ? damageOf({ ...world, faults: [] }, choice) : NOTHING;
}

function rate({ bad, probes }: Damage): number {
  return probes === 0 ? 0 : bad / probes;
}

function plainRate({ plain, plainBad }: Damage): number {
  return plain === 0 ? 0 : plainBad / plain;
}
