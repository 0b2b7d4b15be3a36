/**
 * The stub resolvers as data: what each C library does with its servers, its sockets, its timeouts and what comes back.
 * Read in glibc 2.36 resolv/res_send.c and resolv/res_query.c, and in musl 1.2.5 src/network/res_msend.c and lookup_name.c.
 */

import type { ProfileId } from '../domain/lookup.ts';
import type { Rcode } from '../domain/outcome.ts';

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
  /** A TCP connection ended before its answers; unlike a refused one, that does not end the search list. */
  | 'broken-off'
  | 'aborted';

export interface Profile {
  readonly id: ProfileId;
  /**
   * `in-turn`: one server after the other, each with a timeout of its own, `attempts` times round (glibc).
   * `all-at-once`: every unanswered question to every server, again after `timeout / attempts` (musl).
   */
  readonly servers: 'in-turn' | 'all-at-once';
  readonly socket: 'connected' | 'unconnected';
  /** `no-data`: this question is done, without addresses. `resend`: at once, to the same server. `ignore`: as if it had not come. */
  readonly onRcode: Readonly<Record<Rcode, 'accept' | 'no-data' | 'resend' | 'ignore'>>;
  /** An empty answer without AA or RA: is it an answer? glibc calls such a server lame. */
  readonly onLame: 'accept' | 'no-data';
  /** Exactly one of the two answers came before the timeout. */
  readonly onHalfAnswered: 'single-request-then-reopen' | 'resend-the-missing';
  readonly onTruncated: 'both-over-tcp' | 'that-one-over-tcp' | 'accept';
  /** One family answered and the other not: is that a result? */
  readonly acceptsOneFamily: boolean;
  readonly search: {
    /** A name with `ndots` dots or more: only as it is, or as it is first and then the list too. */
    readonly withEnoughDots: 'as-is-then-list' | 'as-is-only';
    readonly continueAfter: readonly CandidateEnd[];
    /** What ends the list: `as-is` tries the bare name once more, if it was not tried yet. */
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
  onHalfAnswered: 'single-request-then-reopen',
  onTruncated: 'both-over-tcp',
  acceptsOneFamily: true,
  search: {
    withEnoughDots: 'as-is-then-list',
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
  onHalfAnswered: 'resend-the-missing',
  onTruncated: 'that-one-over-tcp',
  acceptsOneFamily: false,
  search: { withEnoughDots: 'as-is-only', continueAfter: ['nxdomain'], afterStop: 'give-up' },
};

export const PROFILES: Readonly<Record<ProfileId, Profile>> = { glibc, musl };

/** musl before 1.2.4 (Debian 12, Alpine up to 3.17) takes a truncated answer as it is. */
export const MUSL_BEFORE_TCP: Profile = { ...musl, onTruncated: 'accept' };
