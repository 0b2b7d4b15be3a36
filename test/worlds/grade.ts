/** Judges what an engine says of a world: is it right, undecided, or sure and wrong? */

import type { Evidence } from '../../src/domain/evidence.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { gather } from '../../src/evidence/gather.ts';
import { POSSIBLE } from '../../src/statistics/confidence.ts';
import type { Setup } from './arms.ts';
import { DamageCount } from './damage.ts';
import { measure } from './measure.ts';
import { classOfWorld, HARMLESS, rulingOf, trueAnyway, UNDECIDED } from './rulings.ts';
import { damageOf, type Truth, truthOf } from './truth.ts';
import type { World } from './world.ts';

export type Said = Pick<Verdict, 'cause' | 'confidence'>;

export interface Grade {
  readonly seed: number;
  readonly class: string;
  /** No fault shows in what was measured. */
  readonly healthy: boolean;
  /** Causes that would be right, first or at all. */
  readonly right: readonly string[];
  readonly touched: number;
  readonly said: readonly Said[];
  /** Causes that were claimed with more than 0.5, and are not true. */
  readonly wrong: readonly string[];
  readonly rightFirst: boolean;
}

/** A fault with this share or more must be named. */
const NAMED_FROM = 0.05;

/** What is measured in a world, and the truth about it: the same for every engine. */
export interface Case {
  readonly world: World;
  readonly evidence: Evidence;
  readonly truth: Truth;
}

export function caseOf(world: World, setup: Setup): Case {
  const damage = new DamageCount();
  const evidence = gather(measure(world, setup, damage));
  // The truth is the same whatever the agent can read: with the table, it also asks backends that it has found there.
  const seen = setup.flows ? damageOf(world, setup.arms) : damage;
  return { world, evidence, truth: truthOf(world, setup.arms, seen) };
}

export function gradeCase({ world, truth }: Case, said: readonly Said[]): Grade {
  const right = [...new Set(truth.main.flatMap((fault) => rulingOf(fault, world).right))];
  const allowed = world.faults.flatMap((fault) => {
    const { right: own, fine } = rulingOf(fault, world);
    return [...own, ...fine];
  });
  const accepted = [...allowed, ...trueAnyway(world), ...UNDECIDED, ...HARMLESS];
  const sure = said.filter(({ confidence }) => confidence > POSSIBLE);
  const first = said.find(({ cause }) => !HARMLESS.includes(cause));
  return {
    seed: world.seed,
    class: classOfWorld(world),
    healthy: truth.matter.length === 0,
    right,
    touched: truth.touched,
    said: said.map(({ cause, confidence }) => ({ cause, confidence })),
    wrong: sure.filter(({ cause }) => !accepted.includes(cause)).map(({ cause }) => cause),
    rightFirst: first !== undefined && right.includes(first.cause),
  };
}

/** Does the fault have to be named? */
export function mustBeNamed({ healthy, touched }: Grade): boolean {
  return !healthy && touched >= NAMED_FROM;
}

/** Is a healthy world quiet: no verdict above 0.5 that says that something is wrong? */
export function isQuiet(world: World, { said }: Grade): boolean {
  const anyway = trueAnyway(world);
  // If the world itself fails some probes, an undecided verdict is no false alarm.
  const harmless = [...HARMLESS, ...anyway, 'agent-starved', ...(anyway.length > 0 ? UNDECIDED : [])];
  return said.every(({ cause, confidence }) => confidence <= POSSIBLE || harmless.includes(cause));
}
