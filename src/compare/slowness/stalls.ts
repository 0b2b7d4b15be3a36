/** Does something stall, and do slow answers or a long search list alone explain it? */

import type { ArmTally, Evidence, QueryTally } from '../../domain/evidence.ts';
import { SLOW_LOOKUP_MS } from '../../domain/lookup.ts';
import { STRAY_SHARE } from '../../patterns/likelihood.ts';
import { binomialUpperTail } from '../../statistics/binomial.ts';
import { add, type Proportion } from '../../statistics/tests.ts';
import { failedPairs, lateness, over, ratio } from '../counts/proportions.ts';
import type { SortedEvidence } from '../view/sorted-evidence.ts';

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

/** The most pairs that strays affect. More have a reason, even if it can't be seen yet. */
const MOST_STRAYS = 2;
/** The probability that a pair has a stray: either of its two queries may be lost. */
const STRAY_PAIRS = 2 * STRAY_SHARE;
/** An arm that has so many with a smaller probability than this has them for a reason. */
const BY_CHANCE = 0.05;
/** The same for `race`, which provokes the loss and stands for no client. */
const BY_CHANCE_WHERE_PROVOKED = 0.005;

/**
 * Is all that went wrong one or two pairs with a lost query, a late answer or a SERVFAIL, out of so many that any network and any server has as many?
 * Then no lookup was affected, and no two of them are of one arm that asked little: a single one falls into some arm, and it may be a small one. One
 * shortly after the start is not called so: too few pairs were sent to know.
 */
export function onlyStrays({ evidence: { arms, lookups } }: SortedEvidence): boolean {
  const hasOthers = arms.some(({ a, aaaa }) => endsOtherwise(a) || endsOtherwise(aaaa));
  if (lookups.slow + lookups.failed > 0 || hasOthers) return false;
  const { failures: strays, trials } = add(...arms.map(straysOf));
  if (strays > MOST_STRAYS || strays > STRAY_PAIRS * trials) return false;
  return arms.every((arm) => {
    const { failures: own, trials: pairs } = straysOf(arm);
    const least = arm.strategy === 'race' ? BY_CHANCE_WHERE_PROVOKED : BY_CHANCE;
    return own <= 1 || binomialUpperTail(own, pairs, STRAY_PAIRS) > least;
  });
}

/** Pairs with a stray. A name whose A and AAAA both get an error is one pair, as far as the counts allow. */
function straysOf(arm: ArmTally): Proportion {
  const { failures: lost, trials } = failedPairs([arm]);
  const [a, aaaa] = [arm.a, arm.aaaa].map((tally) => tally.late + servfails(tally));
  return { failures: lost + Math.max(a ?? 0, aaaa ?? 0), trials };
}

/** Did a query end in another way than with an answer, in silence or with a SERVFAIL? Each of these has a reason. */
function endsOtherwise(tally: QueryTally): boolean {
  const { rcodeErrors, networkErrors, malformed, sendErrors, wrongSource } = tally;
  return rcodeErrors - servfails(tally) + networkErrors + malformed + sendErrors + wrongSource > 0;
}

/** The server tried and found no answer (RFC 1035, 4.1.1): for a moment, its own upstream server failed. */
function servfails({ rcodes }: QueryTally): number {
  return rcodes['SERVFAIL'] ?? 0;
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
const LEAST_OUTLASTING = 0.08;
/** musl asks again after this time (2.5 s, half of its timeout; res_msend.c), glibc after 5 s. */
const SHORTEST_WAIT_MS = 2500;

/** Do servers now and then take longer than a resolver waits? Then lookups stall without any other fault. */
export function outlastsResolvers(arms: readonly ArmTally[]): boolean {
  const udp = arms.filter(({ transport, scope }) => transport === 'udp' && scope !== 'outside');
  const rtts = udp.flatMap(({ rttsMs }) => rttsMs);
  const long = { failures: rtts.filter((rtt) => rtt >= SHORTEST_WAIT_MS).length, trials: rtts.length };
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
