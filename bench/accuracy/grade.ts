/** Was a check right? Only what it says first, and what it says with some certainty, count. */

import { type ScenarioName, scenarioOf } from '../../test/lab/scenarios.ts';
import type { CheckAnswer } from './trial.ts';

export type Grade =
  /** The true cause first, or no alarm where none is right. */
  | 'right'
  /** Nothing was claimed, or the truth was not first. */
  | 'unsure'
  /** Something untrue with a confidence above one half. */
  | 'wrong'
  /** It did not run to its end. */
  | 'broken';

const SURE = 0.5;
const HARMLESS = ['clash-repaired', 'agent-starved'];

export interface Graded {
  readonly grade: Grade;
  /** What was said first, harmless verdicts left out: a cause, or `nothing`. */
  readonly first: string;
}

export function grade(scenario: ScenarioName, said: CheckAnswer | undefined): Graded {
  if (said === undefined) return { grade: 'broken', first: 'no answer' };
  const { cause, alsoTrue = [] } = scenarioOf(scenario);
  const truths: readonly string[] = [...(cause === undefined ? [] : [cause]), ...alsoTrue];
  const alarms = said.verdicts.filter(
    (verdict) => truths.includes(verdict.cause) || !HARMLESS.includes(verdict.cause),
  );
  const [top] = alarms;
  const first = top?.cause ?? 'nothing';
  const claimed = alarms.filter(
    (verdict) =>
      verdict.cause !== 'not-enough-evidence' && verdict.confidence > SURE && !truths.includes(verdict.cause),
  );
  if (claimed.length > 0) return { grade: 'wrong', first };
  const quiet = cause === undefined && (first === 'nothing' || truths.includes(first));
  return { grade: quiet || (top !== undefined && truths.includes(top.cause)) ? 'right' : 'unsure', first };
}
