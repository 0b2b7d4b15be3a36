/** What a candidate's rounds gathered, and what the C library makes of it. */

import type { Answer } from '../domain/outcome.ts';
import type { QueryType } from '../domain/question.ts';
import type { CandidateEnd, Profile } from './profile.ts';

export type Answers = Partial<Record<QueryType, Answer>>;

export type Gathered =
  | { readonly kind: 'answers'; readonly answers: Answers }
  | { readonly kind: 'failed'; readonly end: 'servfail' | 'refused' | 'timeout' | 'unreachable' | 'aborted' };

/** `asked`: the types that were asked for, A first. */
export function conclude(
  gathered: Gathered,
  asked: readonly QueryType[],
  profile: Profile,
): { end: CandidateEnd; addresses: readonly string[] } {
  if (gathered.kind === 'failed') return { end: gathered.end, addresses: [] };
  const { answers } = gathered;
  const addresses = asked.flatMap((qtype) => answers[qtype]?.addresses ?? []);
  const missing = asked.some((qtype) => answers[qtype] === undefined);
  if (missing && !profile.acceptsOneFamily) return { end: 'timeout', addresses: [] };
  const inOrder = asked.flatMap((qtype) => answers[qtype] ?? []);
  // musl's name_from_dns looks at the answers in order and takes the first that is no success for the whole.
  if (!profile.acceptsOneFamily) {
    const bad = inOrder.find(({ rcode }) => rcode !== 'NOERROR');
    if (bad) return { end: endOf(bad), addresses: [] };
  }
  if (addresses.length > 0) return { end: 'found', addresses };
  // glibc's __res_context_query judges by the first answer that it holds.
  const [first] = inOrder;
  return { end: first ? endOf(first) : 'timeout', addresses: [] };
}

/** How a lookup ends on an answer without addresses. */
export function endOf({ rcode }: Pick<Answer, 'rcode'>): 'nxdomain' | 'nodata' | 'servfail' | 'refused' {
  switch (rcode) {
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
