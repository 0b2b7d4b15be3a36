/** Deals arms for pairs that overlap. The standing socket serves one pair at a time, so it is not dealt while in use. */

import type { Random } from '../platform/random.ts';
import type { Arm } from '../probe/arms.ts';
import { currentArms } from '../probe/current-arms.ts';
import { Rotation } from '../probe/rotation.ts';

export interface Turn {
  readonly arm: Arm;
  /** To be called when the pair has ended. */
  readonly done: () => void;
}

export function exclusiveRotation(random: Random, arms: () => readonly Arm[]): () => Turn | undefined {
  const rotation = currentArms(new Rotation(random, arms), arms);
  let standingInUse = false;
  return () => {
    const first = rotation.next();
    // Queued behind a pair that waits for its deadline, the next ones would wait until long after the check.
    const arm = first?.strategy === 'sticky' && standingInUse ? rotation.next() : first;
    if (arm === undefined || (arm.strategy === 'sticky' && standingInUse)) return undefined;
    if (arm.strategy !== 'sticky') return { arm, done: () => {} };
    standingInUse = true;
    return {
      arm,
      done: () => {
        standingInUse = false;
      },
    };
  };
}
