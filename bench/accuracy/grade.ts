/** Grades a check by its first verdict, and by its verdicts with a confidence above 0.5. */

import type { Truth } from '../../test/lab/faults/fault.ts';
import { scenarioOf } from '../../test/lab/scenarios.ts';
import type { Trial } from './trial.ts';

export type Grade =
  /** The true cause first, or no alarm where none is right. */
  | 'right'
  /** Nothing was claimed, or the truth was not first. */
  | 'unsure'
  /** An untrue cause with a confidence above 0.5. */
  | 'wrong'
  /** The check printed no answer, or the fault never acted. */
  | 'broken';

const SURE = 0.5;
const HARMLESS = ['clash-repaired', 'agent-starved'];

type Asked = Pick<Trial, 'scenario' | 'second' | 'said' | 'truth'>;

export interface Graded {
  readonly grade: Grade;
  /** The cause of the first verdict that is not harmless, or `nothing`. */
  readonly first: string;
}

/** With a `second` fault the first two verdicts must be the two causes. */
export function grade({ scenario, second, said, truth }: Asked): Graded {
  if (said === undefined) return { grade: 'broken', first: 'no answer' };
  const faults = [scenario, ...(second === undefined ? [] : [second])].map(scenarioOf);
  const causes: readonly string[] = faults.flatMap(({ cause }) => (cause === undefined ? [] : [cause]));
  const truths: readonly string[] = [...causes, ...faults.flatMap(({ alsoTrue = [] }) => alsoTrue)];
  const alarms = said.verdicts.filter(({ cause }) => truths.includes(cause) || !HARMLESS.includes(cause));
  const named = alarms.slice(0, faults.length).map(({ cause }) => cause);
  const first = named.length === 0 ? 'nothing' : named.join(' + ');
  const untrue = alarms.some(
    ({ cause, confidence }) =>
      cause !== 'not-enough-evidence' && confidence > SURE && !truths.includes(cause),
  );
  if (untrue) return { grade: 'wrong', first };
  if (causes.length === 0)
    return { grade: named.every((cause) => truths.includes(cause)) ? 'right' : 'unsure', first };
  if (!allActed(truth)) return { grade: 'broken', first };
  return { grade: causes.every((cause) => named.includes(cause)) ? 'right' : 'unsure', first };
}

/** Did each fault act, by its own counters (`<fault>.<counter>`)? */
function allActed(truth: Truth): boolean {
  const faults = new Set(Object.keys(truth).map(faultOf));
  return [...faults].every((fault) =>
    Object.entries(truth).some(([counter, value]) => faultOf(counter) === fault && value > 0),
  );
}

function faultOf(counter: string): string {
  return counter.slice(0, counter.indexOf('.'));
}
