/**
 * The stub resolvers as data: what each C library does with its servers, its sockets, its timeouts and the answers.
 * Read in glibc 2.36 resolv/res_send.c and resolv/res_query.c, and in musl 1.2.5 src/network/res_msend.c and lookup_name.c.
 * `glibc-2.41` differs by the commits af625987, 691a3b2e, 76532595 and 95f61610. `musl-1.2.3` is the last version before
 * TCP (51d4669f) and before an impossible search candidate counted as a name that does not exist.
 */

import type { ProfileId } from '../domain/lookup.ts';
import type { Answer, MalformedReason, QueryOutcome, Rcode } from '../domain/outcome.ts';
import { assertNever } from '../platform/assert-never.ts';

/** How a candidate name ended. */
export type CandidateEnd =
  | 'found'
  | 'nxdomain'
  | 'nodata'
  | 'servfail'
  /** REFUSED, NOTIMP, FORMERR and the like. */
  | 'refused'
  | 'timeout'
  | 'unreachable'
  /** A TCP connection ended before its answers. Unlike a refused connection, this does not end the search list. */
  | 'broken-off'
  /** There are records and no address that the library takes. Unlike NODATA, this ends the search list of glibc. */
  | 'no-address'
  /** No question can hold this name, so the library gives up. */
  | 'invalid'
  | 'aborted';

export interface Profile {
  readonly id: ProfileId;
  /**
   * `in-turn`: one server after the other, each with a timeout of its own, `attempts` times round (glibc).
   * `all-at-once`: every unanswered question to every server, again after `timeout / attempts` (musl).
   */
  readonly servers: 'in-turn' | 'all-at-once';
  readonly socket: 'connected' | 'unconnected';
  /** `no-data`: the question ends without addresses. `resend`: at once, to the same server. `ignore`: as if no answer had come. */
  readonly onRcode: Readonly<Record<Rcode, 'accept' | 'no-data' | 'resend' | 'ignore'>>;
  /** An empty answer without AA or RA: is it an answer? glibc calls such a server lame. */
  readonly onLame: 'accept' | 'no-data';
  /**
   * `take`: the decodable part is the answer. `take-error`: the same, if its response code is an error. `no-data`: the
   * question ends without addresses. `ignore`: as if no answer had come.
   */
  readonly onMalformed: Readonly<Record<MalformedReason, 'take' | 'take-error' | 'no-data' | 'ignore'>>;
  /**
   * An error answer to the first of two questions that are asked one after the other. `wait`: for the second answer,
   * whose question was never sent, until the timeout (glibc bug 30081). `next-server`: at once.
   */
  readonly onErrorBeforeSecond: 'wait' | 'next-server';
  readonly onTruncated: 'both-over-tcp' | 'that-one-over-tcp' | 'accept';
  /**
   * Which addresses of an answer with CNAME records count. `in-order`: those behind the CNAME that leads to them, and an answer with records
   * ends the search even if none counts. `all`: each one.
   */
  readonly takesAddresses: 'in-order' | 'all';
  /** Is it a result if only one family was answered? */
  readonly acceptsOneFamily: boolean;
  readonly search: {
    /** A name with at least `ndots` dots is tried only as it is, or first as it is and then with the list. */
    readonly withEnoughDots: 'as-is-then-list' | 'as-is-only';
    /** `search .`: the name as it is, or the name with two dots at its end, which no question can hold. */
    readonly rootDomain: 'as-is' | 'two-dots';
    /** A candidate that no question can hold is skipped, or ends the lookup. */
    readonly onInvalid: 'skip' | 'fail';
    readonly continueAfter: readonly CandidateEnd[];
    /** After another end the list stops. `as-is` then tries the bare name once more if it was not tried yet. */
    readonly afterStop: 'as-is' | 'give-up';
  };
}

const glibc: Profile = {
  id: 'glibc',
  servers: 'in-turn',
  socket: 'connected',
  onRcode: {
    NOERROR: 'accept',
    NXDOMAIN: 'accept',
    FORMERR: 'accept',
    OTHER: 'accept',
    SERVFAIL: 'no-data',
    NOTIMP: 'no-data',
    REFUSED: 'no-data',
  },
  onLame: 'no-data',
  // A response must repeat the question (`__libc_res_queriesmatch`); records of other types and classes are passed over.
  onMalformed: {
    unparsable: 'no-data',
    'no-question': 'ignore',
    'opt-in-answers': 'take',
    'header-only': 'ignore',
  },
  onErrorBeforeSecond: 'wait',
  onTruncated: 'both-over-tcp',
  // `gaih_getanswer_slice` (resolv/nss_dns/dns-host.c) of 2.37; Debian 12 has it in its 2.36. Older ones take each address.
  takesAddresses: 'in-order',
  acceptsOneFamily: true,
  search: {
    withEnoughDots: 'as-is-then-list',
    rootDomain: 'as-is',
    onInvalid: 'skip',
    continueAfter: ['nxdomain', 'nodata', 'servfail'],
    afterStop: 'as-is',
  },
};

const musl: Profile = {
  id: 'musl',
  servers: 'all-at-once',
  socket: 'unconnected',
  onRcode: {
    NOERROR: 'accept',
    NXDOMAIN: 'accept',
    SERVFAIL: 'resend',
    FORMERR: 'ignore',
    NOTIMP: 'ignore',
    REFUSED: 'ignore',
    OTHER: 'ignore',
  },
  onLame: 'accept',
  // A response is identified by its id alone; `__dns_parse` needs no question.
  onMalformed: {
    unparsable: 'ignore',
    'no-question': 'take',
    'opt-in-answers': 'take',
    'header-only': 'take',
  },
  onErrorBeforeSecond: 'wait',
  onTruncated: 'that-one-over-tcp',
  // `dns_parse_callback` (src/network/lookup_name.c) reads no record's name.
  takesAddresses: 'all',
  acceptsOneFamily: false,
  search: {
    withEnoughDots: 'as-is-only',
    rootDomain: 'two-dots',
    onInvalid: 'skip',
    continueAfter: ['nxdomain'],
    afterStop: 'give-up',
  },
};

/** glibc 2.41 and later. */
const glibc241: Profile = {
  ...glibc,
  id: 'glibc-2.41',
  onMalformed: { ...glibc.onMalformed, 'header-only': 'take-error' },
  onErrorBeforeSecond: 'next-server',
};

/** musl before 1.2.4 (Debian 12, Alpine up to 3.17, Rust's musl targets before 1.93) accepts truncated answers. */
const musl123: Profile = {
  ...musl,
  id: 'musl-1.2.3',
  onTruncated: 'accept',
  search: { ...musl.search, onInvalid: 'fail' },
};

export const PROFILES: Readonly<Record<ProfileId, Profile>> = {
  glibc,
  musl,
  'glibc-2.41': glibc241,
  'musl-1.2.3': musl123,
};

/** What a profile does with a malformed answer; `taken` is what it reads from it. */
export function readMalformed(
  profile: Profile,
  { reason, answer }: Pick<Extract<QueryOutcome, { kind: 'malformed' }>, 'reason' | 'answer'>,
): { readonly kind: 'take'; readonly answer: Answer } | { readonly kind: 'no-data' | 'ignore' } {
  // Both libraries compare id and question before anything else, and go on waiting.
  const use = reason === 'unmatched' ? 'ignore' : profile.onMalformed[reason];
  switch (use) {
    case 'take':
      return answer ? { kind: 'take', answer } : { kind: 'ignore' };
    case 'take-error':
      return answer && answer.rcode !== 'NOERROR' ? { kind: 'take', answer } : { kind: 'ignore' };
    case 'no-data':
    case 'ignore':
      return { kind: use };
    default:
      return assertNever(use);
  }
}
