/** Was a check of a world right? Only what it says first, and what it says with some certainty, count. */

import type { Truth } from '../test/lab/faults/fault.ts';
import type { World } from '../test/lab/world.ts';
import type { CheckAnswer } from '../test/lab/world-check.ts';

export type Grade =
  /** A wanted cause first, or no alarm where none is wanted. */
  | 'right'
  /** Nothing was claimed above one half that is untrue, and the truth was not first. */
  | 'unsure'
  /** Something untrue with a confidence above one half. */
  | 'wrong'
  /** It did not run to its end. */
  | 'broken';

export const SURE = 0.5;
/** No alarm, or no claim of a cause. */
const HARMLESS = ['clash-repaired', 'agent-starved'];
const NO_CLAIM = ['not-enough-evidence', 'something-else', ...HARMLESS];

export interface Graded {
  readonly grade: Grade;
  /** What was said first, harmless verdicts left out: a cause, or `nothing`. */
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

/** Those of a world's own faults none of whose counters (`<fault>.<counter>`) moved; what only counts is left out. */
export function idleFaults(world: World, truth: Truth): readonly string[] {
  const own = world.faults().map(({ name }) => name);
  const acted = new Map<string, boolean>();
  for (const [counter, value] of Object.entries(truth)) {
    const fault = counter.slice(0, counter.indexOf('.'));
    acted.set(fault, (acted.get(fault) ?? false) || value > 0);
  }
  return [...acted].flatMap(([fault, did]) => (did || !own.includes(fault) ? [] : [fault]));
}
