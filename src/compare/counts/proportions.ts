/** Proportions from tallies: the number of queries asked, and how many of them failed. */

import type { ArmTally, QueryTally } from '../../domain/evidence.ts';
import { QUERY_TYPES, type QueryType } from '../../domain/question.ts';
import { add, type Proportion } from '../../statistics/tests.ts';

/** Queries that left and whose end is known. */
export function trialsOf(tally: QueryTally): number {
  const { answered, late, rcodeErrors, timedOut, networkErrors, malformed } = tally;
  return answered + late + rcodeErrors + timedOut + networkErrors + malformed;
}

/** No answer: a timeout, or a network error. */
export function failures(tally: QueryTally): Proportion {
  return { failures: tally.timedOut + tally.networkErrors, trials: trialsOf(tally) };
}

/**
 * The network errors that say that nothing takes queries there. A connection that stood and then ended (`EOF`), broke (`ECONNRESET`,
 * `EPIPE`) or got no more acknowledgements (`ETIMEDOUT`) was taken: servers also end connections on which segments are lost.
 */
export function refusedQueries(tally: QueryTally): Proportion {
  const { failures: taken, trials } = endedAfterConnect(tally);
  return { failures: tally.networkErrors - taken, trials };
}

/** Network errors after the connection stood: something took it. */
export function endedAfterConnect(tally: QueryTally): Proportion {
  const taken = AFTER_CONNECT.reduce((sum, code) => sum + (tally.networkErrorCodes[code] ?? 0), 0);
  return { failures: taken, trials: trialsOf(tally) };
}

/** connect(2) gives ECONNREFUSED for a reset; the first three come after it only. ETIMEDOUT also ends a connect(2) without an answer. */
export const AFTER_CONNECT: readonly string[] = ['EOF', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'];

/** No usable answer: none at all, an error code, or a malformed answer. */
export function noData(tally: QueryTally): Proportion {
  return {
    failures: failures(tally).failures + tally.rcodeErrors + tally.malformed,
    trials: trialsOf(tally),
  };
}

/** No usable answer, or a slow one. A slow error code counts once. */
export function trouble(tally: QueryTally): Proportion {
  const { failures, trials } = noData(tally);
  return { failures: Math.min(trials, failures + Math.max(0, tally.slow - tally.rcodeErrors)), trials };
}

export function rcodeErrors(tally: QueryTally): Proportion {
  return { failures: tally.rcodeErrors, trials: trialsOf(tally) };
}

/** Error codes that came at once. It counts as many error codes as possible as slow ones. */
export function quickRcodeErrors(tally: QueryTally): Proportion {
  return { failures: Math.max(0, tally.rcodeErrors - tally.slow), trials: trialsOf(tally) };
}

/** No answer, or a slow one. An error code that came at once is neither. */
export function slowOrSilent(tally: QueryTally): Proportion {
  const { failures: silent, trials } = failures(tally);
  return { failures: Math.min(trials, silent + tally.slow), trials };
}

/** Answers that took SLOW_ANSWER_MS or longer, out of all answers. */
export function slowness({ slow, answered, late, rcodeErrors }: QueryTally): Proportion {
  return { failures: slow, trials: answered + late + rcodeErrors };
}

/** The sum of a proportion over arms and query types. */
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

/** Did every query fail, except for a stray one? Never true of only a few queries. */
export function allFailed({ failures, trials }: Proportion): boolean {
  return trials >= ENOUGH && failures >= ALL * trials;
}

export function ratio({ failures, trials }: Proportion): number {
  return trials === 0 ? 0 : failures / trials;
}

/** The number of answers from an address other than the one asked. */
export function wrongSource(arms: readonly ArmTally[]): number {
  return arms.reduce((sum, { a, aaaa }) => sum + a.wrongSource + aaaa.wrongSource, 0);
}

/** Queries that the kernel refused to send. They never left, so no other proportion counts them. */
export function sendErrors(tally: QueryTally): Proportion {
  return { failures: tally.sendErrors, trials: trialsOf(tally) + tally.sendErrors };
}

/** Answered, but the answer can't be used. */
export function unusable(tally: QueryTally): Proportion {
  return { failures: tally.malformed, trials: trialsOf(tally) };
}

/** Of the queries that were not answered in time: those for which the server sent something that matches no query. */
export function unmatched({ malformedReasons, timedOut }: QueryTally): Proportion {
  const { unmatched: sent = 0 } = malformedReasons;
  return { failures: sent, trials: sent + timedOut };
}

/** Answered from an address other than the one asked. */
export function wrongSources(tally: QueryTally): Proportion {
  return { failures: tally.wrongSource, trials: trialsOf(tally) };
}

/** Answered from the address of a known DNS pod that was not asked itself. */
export function wrongSourcesFromPods(tally: QueryTally): Proportion {
  return { failures: tally.wrongSourceFromEndpoint, trials: trialsOf(tally) };
}

/** Answers with data that took SLOW_ANSWER_MS or longer. It counts as many error codes as possible as slow ones. */
export function slowData({ slow, answered, late, lateRcodes = {}, rcodeErrors }: QueryTally): Proportion {
  const lateErrors = Object.values(lateRcodes).reduce((sum, count) => sum + count, 0);
  return { failures: Math.max(0, slow - rcodeErrors - lateErrors), trials: answered + late };
}

/** Answers that came after the deadline. */
export function lateness(tally: QueryTally): Proportion {
  return { failures: tally.late, trials: trialsOf(tally) };
}

/** Answered without data: an error code, or an answer that can't be used. */
export function answeredWithoutData(tally: QueryTally): Proportion {
  return { failures: tally.rcodeErrors + tally.malformed, trials: trialsOf(tally) };
}

/** A and AAAA of one pair share a path and a server, so they are one trial and not two. */
export function asPairs(
  { failures, trials }: Proportion,
  qtypes: readonly QueryType[] = QUERY_TYPES,
): Proportion {
  return { failures: Math.round(failures / qtypes.length), trials: Math.round(trials / qtypes.length) };
}

/** Answers, error codes too, that came before the deadline. */
export function inDeadline(tally: QueryTally): Proportion {
  return { failures: tally.answered + tally.rcodeErrors + tally.malformed, trials: trialsOf(tally) };
}
