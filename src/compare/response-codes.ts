/** The response codes of answers without data, and what they mean (RFC 1035 section 4.1.1). */

import type { QueryTally } from '../domain/evidence.ts';
import type { Rcode } from '../domain/outcome.ts';
import { joined } from './wording.ts';

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
