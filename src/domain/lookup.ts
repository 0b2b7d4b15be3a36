/** A lookup as an application makes it: a name in, addresses out, by a resolver's rules. */

import type { QueryOutcome, StrayCounts } from './outcome.ts';

/** The C libraries that lookups can behave like. `glibc` is 2.26 to 2.40, `musl` is 1.2.4 and later. */
export const PROFILE_IDS = ['glibc', 'musl', 'glibc-2.41', 'musl-1.2.3'] as const;
export type ProfileId = (typeof PROFILE_IDS)[number];
export const DEFAULT_PROFILES: readonly ProfileId[] = ['glibc', 'musl'];

export const LOOKUP_RESULTS = ['ok', 'not-found', 'server-failure', 'timeout', 'unreachable'] as const;
export type LookupResult = (typeof LOOKUP_RESULTS)[number];

/** One query of a lookup: which name of the search list it was for, and in which round it was sent. */
export interface LookupQuery {
  /** Index into `candidates`. */
  readonly candidate: number;
  /** 0 for the first time that this question was sent for its candidate; each further time is a retry. */
  readonly attempt: number;
  readonly outcome: QueryOutcome;
}

export interface LookupOutcome {
  readonly profile: ProfileId;
  readonly name: string;
  readonly result: LookupResult | 'aborted';
  /** Wall clock, milliseconds since the epoch. */
  readonly startedAt: number;
  /** How long the application waited. */
  readonly durationMs: number;
  /** The names tried, in order, without trailing dots. */
  readonly candidates: readonly string[];
  readonly addresses: readonly string[];
  readonly queries: readonly LookupQuery[];
  /** UDP payload size that the queries' OPT record states, in bytes (RFC 6891); 0 for queries without one. */
  readonly optPayload: number;
  /** Rounds of sending after the first, over all candidates. */
  readonly retries: number;
  readonly strays: StrayCounts;
  /** The longest stall of fivesec's own event loop in this time, milliseconds. */
  readonly starvedMs: number;
}

/** The shortest wait that only a resolver timeout explains. musl resends after 2.5 s; timers and the network add to it. */
export const SLOW_LOOKUP_MS = 2400;

/** Did the application wait as long as for a resolver's timeout? */
export function lookupStalled({ durationMs }: Pick<LookupOutcome, 'durationMs'>): boolean {
  return durationMs >= SLOW_LOOKUP_MS;
}

/** Did the lookup end with an error? "No such name" is an answer, and an aborted lookup has no end of its own. */
export function lookupFailed({ result }: Pick<LookupOutcome, 'result'>): boolean {
  return result !== 'ok' && result !== 'not-found' && result !== 'aborted';
}
