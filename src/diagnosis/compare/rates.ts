/** Shares out of tallies: how many queries were asked, and how many of them failed. */

import type { ArmTally, QueryTally } from '../../domain/evidence.ts';
import type { QueryType } from '../../domain/question.ts';
import { QUERY_TYPES } from '../../domain/question.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { add } from '../../statistics/tests.ts';

/** Queries that left and whose end is known. */
export function trialsOf(tally: QueryTally): number {
  const { answered, late, rcodeErrors, timedOut, networkErrors, malformed } = tally;
  return answered + late + rcodeErrors + timedOut + networkErrors + malformed;
}

/** Got nothing: silence, or a word of the network that nobody is there. */
export function failures(tally: QueryTally): Proportion {
  return { failures: tally.timedOut + tally.networkErrors, trials: trialsOf(tally) };
}

/** Told by the network that nobody is there: an ICMP error, a reset. */
export function networkErrors(tally: QueryTally): Proportion {
  return { failures: tally.networkErrors, trials: trialsOf(tally) };
}

/** Got no use: nothing, an error code, or something unreadable. */
export function noData(tally: QueryTally): Proportion {
  return {
    failures: failures(tally).failures + tally.rcodeErrors + tally.malformed,
    trials: trialsOf(tally),
  };
}

/** Got no use, or had to wait for it. A slow refusal counts once. */
export function trouble(tally: QueryTally): Proportion {
  const { failures, trials } = noData(tally);
  return { failures: Math.min(trials, failures + Math.max(0, tally.slow - tally.rcodeErrors)), trials };
}

export function rcodeErrors(tally: QueryTally): Proportion {
  return { failures: tally.rcodeErrors, trials: trialsOf(tally) };
}

/** Error codes that came at once. Of error codes and slow answers as many as possible are taken for the same queries. */
export function quickRcodeErrors(tally: QueryTally): Proportion {
  return { failures: Math.max(0, tally.rcodeErrors - tally.slow), trials: trialsOf(tally) };
}

/** Got nothing, or had to wait for it. An error code that came at once is neither. */
export function slowOrSilent(tally: QueryTally): Proportion {
  const { failures: silent, trials } = failures(tally);
  return { failures: Math.min(trials, silent + tally.slow), trials };
}

/** Answers that took SLOW_ANSWER_MS or longer, out of all answers. */
export function slowness({ slow, answered, late, rcodeErrors }: QueryTally): Proportion {
  return { failures: slow, trials: answered + late + rcodeErrors };
}

/** Adds a share up over arms and query types. */
export function over(
  arms: readonly ArmTally[],
  share: (tally: QueryTally) => Proportion,
  qtypes: readonly QueryType[] = QUERY_TYPES,
): Proportion {
  return add(...arms.flatMap(({ a, aaaa }) => qtypes.map((qtype) => share(qtype === 'A' ? a : aaaa))));
}

/** Pairs of which at least one query failed. */
export function failedPairs(arms: readonly ArmTally[]): Proportion {
  return {
    failures: arms.reduce((sum, { oneFailed, bothFailed }) => sum + oneFailed + bothFailed, 0),
    trials: arms.reduce((sum, { pairs }) => sum + pairs, 0),
  };
}

const ALL = 0.97;
const ENOUGH = 6;

/** Did every query fail, but for a stray one? Never true of a handful. */
export function allFailed({ failures, trials }: Proportion): boolean {
  return trials >= ENOUGH && failures >= ALL * trials;
}

export function ratio({ failures, trials }: Proportion): number {
  return trials === 0 ? 0 : failures / trials;
}

/** Answers that came with another address than the one that was asked. */
export function wrongSource(arms: readonly ArmTally[]): number {
  return arms.reduce((sum, { a, aaaa }) => sum + a.wrongSource + aaaa.wrongSource, 0);
}

/** The kernel refused to send the query. Such a query never left, so it is in no other proportion. */
export function sendErrors(tally: QueryTally): Proportion {
  return { failures: tally.sendErrors, trials: trialsOf(tally) + tally.sendErrors };
}

/** Answered, but the answer can not be used. */
export function unusable(tally: QueryTally): Proportion {
  return { failures: tally.malformed, trials: trialsOf(tally) };
}

/** An answer came with another address as its source than the one that was asked. */
export function wrongSources(tally: QueryTally): Proportion {
  return { failures: tally.wrongSource, trials: trialsOf(tally) };
}

/** An answer came that carries no data: an error code, or something that can not be used. */
export function answeredWithoutData(tally: QueryTally): Proportion {
  return { failures: tally.rcodeErrors + tally.malformed, trials: trialsOf(tally) };
}
