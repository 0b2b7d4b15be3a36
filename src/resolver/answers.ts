/** The answers to a candidate's questions, and the C library's conclusion from them. */

import type { Answer } from '../domain/outcome.ts';
import type { QueryType } from '../domain/question.ts';
import type { CandidateEnd, Profile } from './profile.ts';

export type Answers = Partial<Record<QueryType, Answer>>;

export type Gathered =
  | { readonly kind: 'answers'; readonly answers: Answers }
  | {
      readonly kind: 'failed';
      readonly end: Exclude<CandidateEnd, 'found' | 'nxdomain' | 'nodata' | 'no-address' | 'invalid'>;
    };

/** `asked`: the types that were asked, A first. */
export function conclude(
  gathered: Gathered,
  asked: readonly QueryType[],
  profile: Profile,
): { end: CandidateEnd; addresses: readonly string[] } {
  if (gathered.kind === 'failed') return { end: gathered.end, addresses: [] };
  const { answers } = gathered;
  const inOrder = asked.map((qtype) => answers[qtype]);
  // musl's name_from_dns checks them in order. The first that is missing or not successful decides for all.
  const bad = profile.acceptsOneFamily
    ? undefined
    : inOrder.findIndex((answer) => answer?.rcode !== 'NOERROR');
  if (bad !== undefined && bad >= 0) return { end: endOf(inOrder[bad]), addresses: [] };
  const held = inOrder.filter((answer) => answer !== undefined);
  const takesAll = profile.takesAddresses === 'all';
  const addresses = held.flatMap((answer) => (takesAll ? undefined : answer.inOrder) ?? answer.addresses);
  if (addresses.length > 0) return { end: 'found', addresses };
  if (!takesAll && held.some(hasRecords)) return { end: 'no-address', addresses };
  // glibc's __res_context_query judges by the first answer, unless that is empty and the other is an error.
  return { end: endOf(held.find(({ rcode }) => rcode !== 'NOERROR') ?? held[0]), addresses: [] };
}

/** For glibc's `__res_context_query` (resolv/res_query.c), such an answer is a success, and the search list ends. */
function hasRecords({ rcode, addresses, isAliasOnly }: Answer): boolean {
  return rcode === 'NOERROR' && (addresses.length > 0 || isAliasOnly === true);
}

/** How a lookup ends on an answer without addresses, or without any answer. */
export function endOf(
  answer: Pick<Answer, 'rcode'> | undefined,
): 'nxdomain' | 'nodata' | 'servfail' | 'refused' | 'timeout' {
  switch (answer?.rcode) {
    case undefined:
      return 'timeout';
    case 'NOERROR':
      return 'nodata';
    case 'NXDOMAIN':
      return 'nxdomain';
    case 'SERVFAIL':
      return 'servfail';
    case 'FORMERR':
    case 'NOTIMP':
    case 'REFUSED':
    case 'OTHER':
      return 'refused';
  }
}
