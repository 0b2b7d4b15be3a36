/** Shares out of tallies: how many queries were asked, and how many of them failed. */

import type { ArmTally, QueryTally } from '../../domain/evidence.ts';
import type { QueryType } from '../../domain/question.ts';
import { QUERY_TYPES } from '../../domain/question.ts';
import type { Share } from '../../statistics/tests.ts';
import { add } from '../../statistics/tests.ts';

/** Queries that left and whose end is known. */
export function asked(tally: QueryTally): number {
  const { answered, late, refused, timedOut, unreachable, malformed } = tally;
  return answered + late + refused + timedOut + unreachable + malformed;
}

/** Got nothing: silence, or a word of the network that nobody is there. */
export function failures(tally: QueryTally): Share {
  return { hits: tally.timedOut + tally.unreachable, of: asked(tally) };
}

/** Told by the network that nobody is there: an ICMP error, a reset. */
export function unreachable(tally: QueryTally): Share {
  return { hits: tally.unreachable, of: asked(tally) };
}

/** Got no use: nothing, an error code, or something unreadable. */
export function useless(tally: QueryTally): Share {
  return { hits: failures(tally).hits + tally.refused + tally.malformed, of: asked(tally) };
}

/** Got no use, or had to wait for it. A slow refusal counts once. */
export function trouble(tally: QueryTally): Share {
  const { hits, of } = useless(tally);
  return { hits: Math.min(of, hits + Math.max(0, tally.slow - tally.refused)), of };
}

export function refusals(tally: QueryTally): Share {
  return { hits: tally.refused, of: asked(tally) };
}

/** Answers that took SLOW_ANSWER_MS or longer, out of all answers. */
export function slowness({ slow, answered, late, refused }: QueryTally): Share {
  return { hits: slow, of: answered + late + refused };
}

/** Adds a share up over arms and query types. */
export function over(
  arms: readonly ArmTally[],
  share: (tally: QueryTally) => Share,
  qtypes: readonly QueryType[] = QUERY_TYPES,
): Share {
  return add(...arms.flatMap(({ a, aaaa }) => qtypes.map((qtype) => share(qtype === 'A' ? a : aaaa))));
}

/** Pairs of which at least one query failed. */
export function failedPairs(arms: readonly ArmTally[]): Share {
  return {
    hits: arms.reduce((sum, { oneFailed, bothFailed }) => sum + oneFailed + bothFailed, 0),
    of: arms.reduce((sum, { pairs }) => sum + pairs, 0),
  };
}

const ALL = 0.97;
const ENOUGH = 6;

/** Did every query fail, but for a stray one? Never true of a handful. */
export function allFailed({ hits, of }: Share): boolean {
  return of >= ENOUGH && hits >= ALL * of;
}

export function ratio({ hits, of }: Share): number {
  return of === 0 ? 0 : hits / of;
}

/** Answers that came with another address than the one that was asked. */
export function misdirected(arms: readonly ArmTally[]): number {
  return arms.reduce((sum, { a, aaaa }) => sum + a.misdirected + aaaa.misdirected, 0);
}
