/** The response codes of answers without data, and what they mean (RFC 1035 section 4.1.1). */

import type { ArmTally, QueryTally } from '../../domain/evidence.ts';
import type { Rcode } from '../../domain/outcome.ts';
import { over, rcodeErrors } from '../counts/proportions.ts';
import { joined, outOf } from '../counts/wording.ts';
import type { SortedEvidence } from '../view/sorted-evidence.ts';

/** The fewest pairs that explain the error codes. The two queries of one moment often get the same one, from the same server. */
export function pairsWithErrors(arms: readonly ArmTally[]): number {
  return arms.reduce((sum, { a, aaaa }) => sum + Math.max(a.rcodeErrors, aaaa.rcodeErrors), 0);
}

/** Says so if queries of one type get all of the error codes. */
export function oneTypeFacts({ arms, qtypes }: SortedEvidence): readonly string[] {
  const [a, aaaa] = (['A', 'AAAA'] as const).map((qtype) => over(arms, rcodeErrors, [qtype]));
  if (qtypes.length < 2 || a === undefined || aaaa === undefined) return [];
  if (Math.min(a.failures, aaaa.failures) > 0) return [];
  return [`only queries of one type: ${outOf(a)} of the A queries, ${outOf(aaaa)} of the AAAA queries`];
}

/** The codes in these tallies, the most frequent first. */
export function rcodesOf(tallies: readonly QueryTally[]): readonly ErrorRcode[] {
  const counts = new Map<ErrorRcode, number>();
  for (const { rcodes } of tallies)
    for (const rcode of ERROR_CODES) counts.set(rcode, (counts.get(rcode) ?? 0) + (rcodes[rcode] ?? 0));
  return [...counts]
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one)
    .map(([rcode]) => rcode);
}

/** A fact with the codes and the meaning of the most frequent one. No fact if no code is known. */
export function rcodeFacts(tallies: readonly QueryTally[]): readonly string[] {
  const rcodes = rcodesOf(tallies);
  const [commonest] = rcodes;
  if (commonest === undefined) return [];
  if (rcodes.length === 1) return [`response code: ${MEANING[commonest]}`];
  return [`response codes, the most frequent first: ${joined(rcodes)}. ${MEANING[commonest]}`];
}

/** NOERROR and NXDOMAIN are answers that a resolver can use. */
type ErrorRcode = Exclude<Rcode, 'NOERROR' | 'NXDOMAIN'>;
const ERROR_CODES: readonly ErrorRcode[] = ['SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP', 'OTHER'];

const MEANING: Readonly<Record<ErrorRcode, string>> = {
  SERVFAIL: 'SERVFAIL: the server tried and found no answer, often because its own upstream server failed',
  REFUSED:
    'REFUSED: the server will not answer, because of an access list, a zone that it does not serve, or a limit (`max_concurrent` of CoreDNS)',
  FORMERR: 'FORMERR: the server does not understand the query',
  NOTIMP: 'NOTIMP: the server does not support this kind of query',
  OTHER: 'a rare one',
};
