/** A few hundred worlds: what holds of the generator, of the truth, and of the engine. */

import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { DamageCount } from './damage.ts';
import { drawWorld } from './draw-world.ts';
import { caseOf, type Grade, gradeCase, isQuiet } from './grade.ts';
import { simulate } from './simulate.ts';

const FIRST = 500_000;
const WORLDS = 80;
/** Some seconds alone; beside others the machine takes many times as long. */
const BUSY_MACHINE_MS = 90_000;

function gradeOf(seed: number): { grade: Grade; quiet: boolean } {
  const one = caseOf(drawWorld(seed), { arms: 'all', flows: false });
  const grade = gradeCase(one, diagnose(one.evidence));
  return { grade, quiet: isQuiet(one.world, grade) };
}

describe('drawn worlds', () => {
  it('spread the VIP with weights that sum to one', () => {
    for (let seed = 0; seed < 2000; seed += 1) {
      const { weights, pods } = drawWorld(seed);
      expect(weights).toHaveLength(pods);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1);
    }
  });

  it('have faults of every kind, and none, one or two of them', () => {
    const worlds = Array.from({ length: 3000 }, (_, seed) => drawWorld(seed));
    expect(new Set(worlds.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toHaveLength(20);
    expect(new Set(worlds.map(({ faults }) => faults.length))).toEqual(new Set([0, 1, 2]));
  });

  it('are healthy without their faults, except for a listed pod that is gone', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const world = drawWorld(seed);
      if (world.list === 'stale') continue;
      const damage = new DamageCount();
      simulate({ ...world, faults: [] }, { arms: 'all', flows: false }, damage);
      expect(damage.bad, `seed ${seed}`).toBe(0);
    }
  });
});

describe('the engine in drawn worlds', () => {
  it('says the same of the same world', () => {
    for (let seed = FIRST; seed < FIRST + 5; seed += 1) expect(gradeOf(seed)).toEqual(gradeOf(seed));
  });

  it(
    'is quiet where nothing is wrong, and seldom sure and wrong',
    () => {
      const graded = Array.from({ length: WORLDS }, (_, index) => gradeOf(FIRST + index));
      const healthy = graded.filter(({ grade }) => grade.healthy);
      const loud = healthy.filter(({ quiet }) => !quiet).map(({ grade }) => grade.seed);
      const wrong = graded.filter(({ grade }) => grade.wrong.length > 0).map(({ grade }) => grade.seed);
      expect(healthy.length).toBeGreaterThan(WORLDS / 5);
      expect(loud.length / healthy.length, `loud: ${loud.join(' ')}`).toBeLessThan(0.1);
      expect(wrong.length / WORLDS, `wrong: ${wrong.join(' ')}`).toBeLessThan(0.1);
    },
    BUSY_MACHINE_MS,
  );
});
