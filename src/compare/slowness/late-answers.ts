/** Answers after the deadline: queries that count as lost may have answers that come later still. */

import type { ArmTally } from '../../domain/evidence.ts';
import { wilson } from '../../statistics/tests.ts';
import { failures, lateness, over, slowness } from '../counts/proportions.ts';
import { joined, outOf } from '../counts/wording.ts';
import type { View } from '../view/view.ts';

const MOST_ARE_SLOW = 0.5;
/** Late answers, relative to lost queries, from which on the lost ones may be the rest of one tail. */
const AS_MANY = 0.5;
const FEWEST = 3;

/**
 * May the lost queries be the tail of slow answers? Then they come after fivesec stopped waiting, or time out in the server. Lost packets make
 * no answer slow. It may be so if most answers are slow and some come after the deadline, or if about as many come after it as are lost.
 */
export function isTailOfSlowAnswers({ arms }: View): boolean {
  // Over TCP, answers are late as well where segments are lost and sent again.
  const late = over(
    arms.filter(({ transport }) => transport === 'udp'),
    lateness,
  ).failures;
  return (wilson(over(arms, slowness)).low >= MOST_ARE_SLOW && late > 0) || areAsManyLate(arms);
}

function areAsManyLate(arms: readonly ArmTally[]): boolean {
  const udp = arms.filter(({ transport }) => transport === 'udp');
  const late = over(udp, lateness).failures;
  return late >= FEWEST && late >= AS_MANY * over(udp, failures).failures;
}

/** How many answers came after the deadline, and the error codes of these, as a fact; empty if few did. */
export function lateFacts({ arms }: View): readonly string[] {
  if (!areAsManyLate(arms)) return [];
  const udp = arms.filter(({ transport }) => transport === 'udp');
  const late = over(udp, lateness);
  const codes = new Map<string, number>();
  for (const [code, count] of udp.flatMap(({ a, aaaa }) => [a, aaaa]).flatMap(codesOf))
    codes.set(code, (codes.get(code) ?? 0) + count);
  const words = [...codes].map(([code, count]) => `${count} with ${code}`);
  return [
    `answers over UDP that came after the deadline: ${outOf(late)}${words.length === 0 ? '' : `, ${joined(words)}`}. Those that got no answer in time may get one later still`,
  ];
}

function codesOf({ lateRcodes = {} }: ArmTally['a']): readonly (readonly [string, number])[] {
  return Object.entries(lateRcodes);
}
