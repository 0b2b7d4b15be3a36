/** The measurements of some stretches of the measured time alone. */

import type { LookupOutcome } from '../../domain/lookup.ts';
import type { PairOutcome } from '../../domain/pair.ts';
import type { Measured } from '../../evidence/gather.ts';
import type { Stretch } from '../../evidence/loss-runs.ts';

/** Does a probe belong to the stretches? */
export interface Belongs {
  readonly pair: (pair: PairOutcome) => boolean;
  readonly lookup: (lookup: LookupOutcome) => boolean;
}

/** By default a probe belongs to the stretch in which it began. Steps that overlap no stretch are the background of the others. */
export function partOfTime(
  measured: Measured,
  stretches: readonly Stretch[],
  belongs: Belongs = begunIn(stretches),
): Measured {
  const overlaps = ({ startedAt, elapsedMs }: Measured['steps'][number]) =>
    stretches.some(({ fromMs, untilMs }) => startedAt <= untilMs && startedAt + elapsedMs >= fromMs);
  return {
    ...measured,
    startedAt: stretches[0]?.fromMs ?? measured.startedAt,
    windowMs: stretches.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0),
    pairs: measured.pairs.filter(belongs.pair),
    lookups: measured.lookups.filter(belongs.lookup),
    steps: measured.steps.filter(overlaps),
    before: [...measured.before, ...measured.steps.filter((step) => !overlaps(step))],
  };
}

function begunIn(stretches: readonly Stretch[]): Belongs {
  const isIn = ({ startedAt }: PairOutcome | LookupOutcome) =>
    stretches.some(({ fromMs, untilMs }) => startedAt >= fromMs && startedAt <= untilMs);
  return { pair: isIn, lookup: isIn };
}
