/** Does something stall, and do slow answers or a long search list alone explain it? */

import type { ArmTally, Evidence, QueryTally } from '../domain/evidence.ts';
import { SLOW_LOOKUP_MS } from '../domain/lookup.ts';
import { STRAY_SHARE } from '../patterns/likelihood.ts';
import { binomialUpperTail } from '../statistics/binomial.ts';
import { add } from '../statistics/tests.ts';
import { failedPairs, failures, lateness, over, ratio } from './rates.ts';
import type { SortedEvidence } from './sorted-evidence.ts';

/** Did any probe or lookup fail, come late, or take as long as a resolver's timeout? */
export function somethingStalls({ evidence: { arms, lookups } }: SortedEvidence): boolean {
  const bad = add(
    ...arms.flatMap(({ a, aaaa }) =>
      [a, aaaa].map(({ timedOut, networkErrors, late, rcodeErrors, malformed, sendErrors }) => ({
        failures: timedOut + networkErrors + late + rcodeErrors + malformed + sendErrors,
        trials: 0,
      })),
    ),
  );
  return bad.failures > 0 || lookups.slow > 0 || lookups.failed > 0;
}

/** The most pairs that stray losses affect. More have a reason, even if it can't be seen yet. */
const MOST_STRAYS = 2;
/** An arm that loses so many with a smaller probability than this loses them for a reason. */
const BY_CHANCE = 0.05;
/** The same for `race`, which provokes the loss and stands for no client. */
const BY_CHANCE_WHERE_PROVOKED = 0.005;

/**
 * Is all that went wrong one or two pairs with a lost query, out of so many that any network loses as many? Then no lookup was affected,
 * no answer had an error, and no arm lost more than `STRAY_SHARE` explains. A loss shortly after the start is not called so: too
 * few pairs were sent to know.
 */
export function onlyStrays({ evidence: { arms, lookups } }: SortedEvidence): boolean {
  const hasOthers = arms.some(({ a, aaaa }) => endsOtherwise(a) || endsOtherwise(aaaa));
  if (lookups.slow + lookups.failed > 0 || hasOthers) return false;
  const { failures: lost, trials } = failedPairs(arms);
  if (lost > MOST_STRAYS || lost > 2 * STRAY_SHARE * trials) return false;
  return arms.every((arm) => {
    const { failures: own, trials: queries } = over([arm], failures);
    const least = arm.strategy === 'race' ? BY_CHANCE_WHERE_PROVOKED : BY_CHANCE;
    return binomialUpperTail(own, queries, STRAY_SHARE) > least;
  });
}

/** Did a query end in another way than with an answer in time, or in silence? */
function endsOtherwise(tally: QueryTally): boolean {
  const { late, rcodeErrors, networkErrors, malformed, sendErrors, wrongSource } = tally;
  return late + rcodeErrors + networkErrors + malformed + sendErrors + wrongSource > 0;
}

const GOOD_PART = 0.25;

/** Are many single answers as slow as a resolver's timeout? */
export function stallsByItself(arms: readonly ArmTally[]): boolean {
  const rtts = arms.filter(({ transport }) => transport === 'udp').flatMap(({ rttsMs }) => rttsMs);
  const long = rtts.filter((rtt) => rtt >= SLOW_LOOKUP_MS);
  return ratio({ failures: long.length, trials: rtts.length }) >= GOOD_PART;
}

/** The fewest such answers, and the least share of them, that show it. */
const ENOUGH_OUTLASTING = 3;
const LEAST_OUTLASTING = 0.02;

/** Do servers now and then take longer than a resolver waits? Then lookups stall without any other fault. */
export function outlastsResolvers(arms: readonly ArmTally[]): boolean {
  const udp = arms.filter(({ transport, scope }) => transport === 'udp' && scope !== 'outside');
  const rtts = udp.flatMap(({ rttsMs }) => rttsMs);
  const long = { failures: rtts.filter((rtt) => rtt >= SLOW_LOOKUP_MS).length, trials: rtts.length };
  return [long, over(udp, lateness)].some(
    (found) => found.failures >= ENOUGH_OUTLASTING && ratio(found) >= LEAST_OUTLASTING,
  );
}

/** If the search list costs this many milliseconds or more, it makes lookups slow. */
export const COSTLY_MS = 300;

/** Does the search list cost enough to make lookups slow? */
export function searchIsCostly({ lookups: { amplified } }: Evidence): boolean {
  return amplified.lookups >= 2 && amplified.durationMs >= COSTLY_MS;
}
