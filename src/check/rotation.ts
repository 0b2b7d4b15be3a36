/** Chooses the arms of pairs that overlap. The standing socket serves one pair at a time, so its arm is left out while it is in use. */

import { specOf } from '../domain/strategy.ts';
import type { Random } from '../platform/random.ts';
import type { Arm } from '../probe/arms.ts';
import { currentArms } from '../probe/current-arms.ts';
import { armRotation, QUARTER_OF_THE_TURNS } from '../probe/rotation.ts';

export interface Turn {
  readonly arm: Arm;
  /** Call it when the pair has ended. */
  readonly done: () => void;
}

/** Returns a function that gives the next arm; `undefined` if there is none, or only the one whose socket is in use. */
export function exclusiveRotation(random: Random, arms: () => readonly Arm[]): () => Turn | undefined {
  const rotation = currentArms(armRotation(random, arms, QUARTER_OF_THE_TURNS), arms);
  let standingInUse = false;
  return () => {
    const first = rotation.next();
    // Pairs queued behind one that waits for its deadline would still wait long after the check has ended.
    const arm = first && isStanding(first) && standingInUse ? rotation.next() : first;
    if (arm === undefined || (isStanding(arm) && standingInUse)) return undefined;
    if (!isStanding(arm)) return { arm, done: () => {} };
    standingInUse = true;
    return {
      arm,
      done: () => {
        standingInUse = false;
      },
    };
  };
}

function isStanding({ strategy }: Arm): boolean {
  return specOf(strategy).socket === 'standing';
}
