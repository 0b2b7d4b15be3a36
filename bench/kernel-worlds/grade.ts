/** Grades a check of a world by its first verdict, and by its verdicts with a confidence above 0.5. */

import type { CheckAnswer } from '../../test/lab/check-run.ts';
import type { Truth } from '../../test/lab/faults/fault.ts';
import type { RandomWorld } from '../../test/lab/random/random-world.ts';
import type { World } from '../../test/lab/world.ts';

export type Grade =
  /** The first verdict is a right cause, or there is no alarm where none is right. */
  | 'right'
  /** No untrue cause was claimed above 0.5, and the true one was not first. */
  | 'unsure'
  /** An untrue cause with a confidence above 0.5. */
  | 'wrong'
  /** The check printed no answer. */
  | 'broken';

export const SURE = 0.5;
/** No alarm, or no claim of a cause. */
const HARMLESS = ['clash-repaired', 'agent-starved'];
const NO_CLAIM = ['not-enough-evidence', 'something-else', ...HARMLESS];

export interface Graded {
  readonly grade: Grade;
  /** The cause of the first verdict that is not harmless, or `nothing`. */
  readonly first: string;
}

export function gradeWorld(
  { wanted, alsoTrue = [] }: Pick<World, 'wanted' | 'alsoTrue'>,
  said: CheckAnswer | undefined,
): Graded {
  if (said === undefined) return { grade: 'broken', first: 'no answer' };
  const truths = [...wanted, ...alsoTrue];
  const alarms = said.verdicts.filter(({ cause }) => !HARMLESS.includes(cause));
  const first = alarms[0]?.cause ?? 'nothing';
  const untrue = alarms.some(
    ({ cause, confidence }) => confidence > SURE && !truths.includes(cause) && !NO_CLAIM.includes(cause),
  );
  if (untrue) return { grade: 'wrong', first };
  const isRight = wanted.length === 0 ? [...alsoTrue, 'nothing'].includes(first) : wanted.includes(first);
  return { grade: isRight ? 'right' : 'unsure', first };
}

/** The world with what its truth adds: the DNS pod that was replaced and is gone may be a further nameserver. Which one it is, the run decides. */
export function asItWas(world: RandomWorld, truth: Truth): RandomWorld {
  const gone = truth['stale-conntrack.endpoint'];
  if (gone === undefined || !world.further.includes(gone)) return world;
  return { ...world, alsoTrue: [...(world.alsoTrue ?? []), 'nameserver-down'] };
}

/** The faults of a world none of whose counters (`<fault>.<counter>`) rose. Faults that only count are left out. */
export function idleFaults(world: World, truth: Truth): readonly string[] {
  const own = world.faults().map(({ name }) => name);
  const acted = new Map<string, boolean>();
  for (const [counter, value] of Object.entries(truth)) {
    const fault = counter.slice(0, counter.indexOf('.'));
    acted.set(fault, (acted.get(fault) ?? false) || value > 0);
  }
  return [...acted].flatMap(([fault, did]) => (did || !own.includes(fault) ? [] : [fault]));
}
