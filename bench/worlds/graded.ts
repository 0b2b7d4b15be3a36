/** The grade of a world: plain values that one process can send to another. */

import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Setup } from '../../test/worlds/arms.ts';
import { drawWorld } from '../../test/worlds/draw-world.ts';
import { caseOf, type Grade, gradeCase } from '../../test/worlds/grade.ts';
import { type LeftOut, leaveEachOut } from './leave-one-out.ts';

export interface Task {
  readonly seeds: readonly number[];
  readonly setup: Setup;
  readonly leaveOneOut: boolean;
}

export interface Graded {
  readonly grade: Grade;
  /** Empty unless the task asks for it. */
  readonly leftOut: readonly LeftOut[];
}

export function gradeSeeds({ seeds, setup, leaveOneOut }: Task): Graded[] {
  return seeds.map((seed) => {
    const one = caseOf(drawWorld(seed), setup);
    const grade = gradeCase(one, diagnose(one.evidence));
    return { grade, leftOut: leaveOneOut ? leaveEachOut(one, grade) : [] };
  });
}
