/** Does something stall, and do slow answers or a long search list alone explain it? */

import type { ArmTally, Evidence } from '../domain/evidence.ts';
import { SLOW_LOOKUP_MS } from '../domain/lookup.ts';
import { add } from '../statistics/tests.ts';
import { ratio } from './rates.ts';
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

const GOOD_PART = 0.25;

/** Are many single answers as slow as a resolver's timeout? */
export function stallsByItself(arms: readonly ArmTally[]): boolean {
  const rtts = arms.filter(({ transport }) => transport === 'udp').flatMap(({ rttsMs }) => rttsMs);
  const long = rtts.filter((rtt) => rtt >= SLOW_LOOKUP_MS);
  return ratio({ failures: long.length, trials: rtts.length }) >= GOOD_PART;
}

/** If the search list costs this many milliseconds or more, it makes lookups slow. */
export const COSTLY_MS = 300;

/** Does the search list cost enough to make lookups slow? */
export function searchIsCostly({ lookups: { amplified } }: Evidence): boolean {
  return amplified.lookups >= 2 && amplified.durationMs >= COSTLY_MS;
}
