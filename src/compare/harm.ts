/** How much of what goes wrong a cause explains: a claim that explains little comes after one that explains much. */

import type { ArmTally, Evidence } from '../domain/evidence.ts';
import { misorderedAnswers } from './answers/misordered-facts.ts';
import {
  allFailed,
  failures,
  noData,
  over,
  rcodeErrors,
  sendErrors,
  slowness,
  trouble,
} from './counts/proportions.ts';

/** Below this part of all queries that went wrong, another fault is the main one. */
const SMALL_PART = 0.25;

type Measured = { readonly evidence: Evidence };

/** Does a cause that spoiled so many queries explain only a small part of all that went wrong? */
export function explainsLittle({ evidence }: Measured, spoiled: number): boolean {
  return spoiled < SMALL_PART * Math.max(spoiled, allSpoiled(evidence));
}

/**
 * All queries that failed, were slow, could not be sent, denied a name that exists or were answered in an order that glibc can't use, and all
 * probes that fivesec itself delayed.
 */
function allSpoiled(evidence: Evidence): number {
  const { names, starvation } = evidence;
  const arms = counted(evidence);
  const denied = Object.values(names.halfDenied).reduce((sum, count) => sum + count, 0);
  const misordered = misorderedAnswers(names);
  const starved = starvation.pairs + starvation.lookups;
  const spoiled = over(arms, trouble).failures + over(arms, sendErrors).failures;
  return spoiled + denied + misordered + starved;
}

/** Without what is sent straight to a DNS pod that answers nothing: no application asks it directly. */
function counted({ arms }: Evidence): readonly ArmTally[] {
  return arms.filter((arm) => arm.target.kind !== 'endpoint' || !allFailed(over([arm], failures)));
}

/** What a cause makes go wrong at most: those of the queries that went wrong that look like its work. Another cause may have spoiled some of them. */
export type Spoils =
  | 'queries'
  | 'answers-in-time'
  | 'answers-inside'
  | 'answers-outside'
  | 'errors-outside'
  | 'aaaa'
  | 'large'
  | 'standing-flow';

const COUNTED: { readonly [spoils in Spoils]: (arms: readonly ArmTally[]) => number } = {
  queries: (arms) => over(arms, failures).failures,
  'answers-in-time': (arms) =>
    over(
      arms.filter(({ scope }) => scope === 'cluster'),
      slowness,
    ).failures,
  'answers-inside': (arms) =>
    over(
      arms.filter(({ scope }) => scope === 'cluster'),
      rcodeErrors,
    ).failures,
  'answers-outside': (arms) =>
    over(
      arms.filter(({ scope }) => scope !== 'cluster'),
      trouble,
    ).failures,
  'errors-outside': (arms) =>
    over(
      arms.filter(({ scope }) => scope !== 'cluster'),
      rcodeErrors,
    ).failures,
  aaaa: (arms) => over(arms, noData, ['AAAA']).failures,
  large: (arms) =>
    over(
      arms.filter(({ strategy }) => strategy === 'large'),
      failures,
    ).failures,
  'standing-flow': (arms) =>
    over(
      arms.filter(({ strategy }) => strategy === 'sticky'),
      failures,
    ).failures,
};

/** Does all that such a cause can have spoiled make up only a small part of what went wrong? */
export function isSmallPart({ evidence }: Measured, spoils: Spoils): boolean {
  return explainsLittle({ evidence }, COUNTED[spoils](counted(evidence)));
}
