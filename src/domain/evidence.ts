/** The basis of a verdict: the results of each arm, the kernel's counters over the same time, and the context. */

import type { OwnFates } from './flow.ts';
import type { NodeDelta } from './node.ts';
import type { Rcode, Transport, UnusableReason } from './outcome.ts';
import type { Reading } from './reading.ts';
import type { Strategy, TargetKind } from './strategy.ts';

/** The server that a pair asked: the first nameserver of applications, a further one, one DNS pod, or the node's own cache. */
export interface Target {
  readonly kind: TargetKind;
  readonly address: string;
}

/** `cluster`: the cluster's own name. `outside`: the DNS server must ask another server for it. */
export type NameScope = 'cluster' | 'outside';

/** The scope of an arm's names: `uncached` for random names that no cache holds. */
export type ArmScope = NameScope | 'uncached';

/** Number of queries by errno name: `{ EPERM: 3 }`. */
export type ErrorCodes = Readonly<Record<string, number>>;

/** How queries ended, by the kinds of `QueryOutcome`. Aborted queries are in none of these. */
export interface QueryTally {
  readonly answered: number;
  readonly late: number;
  /** Of those: with an error code, by response code. Missing if none has one. */
  readonly lateRcodes?: Readonly<Partial<Record<Rcode, number>>>;
  readonly rcodeErrors: number;
  /** Of those: by response code. */
  readonly rcodes: Readonly<Partial<Record<Rcode, number>>>;
  readonly timedOut: number;
  /** Of those that timed out: an answer came, but with another server's address as its source. */
  readonly wrongSource: number;
  /** Of those with a wrong source: the address was one of the known DNS pods. */
  readonly wrongSourceFromEndpoint: number;
  readonly networkErrors: number;
  readonly networkErrorCodes: ErrorCodes;
  readonly malformed: number;
  readonly malformedReasons: Readonly<Partial<Record<UnusableReason, number>>>;
  /** The local kernel refused to send them. They were never on the network, so they do not count as lost. */
  readonly sendErrors: number;
  readonly sendErrorCodes: ErrorCodes;
  /** Of those answered, late or refused: it took SLOW_ANSWER_MS or longer, and no stall of fivesec itself explains it. */
  readonly slow: number;
}

/** One strategy against one server, over the window. Pairs that fivesec's own starvation explains are not in it. */
export interface ArmTally {
  readonly strategy: Strategy;
  readonly target: Target;
  readonly transport: Transport;
  readonly scope: ArmScope;
  /** All pairs except aborted ones. Pairs that could not be sent are included. */
  readonly pairs: number;
  /** Pairs of which at least one query could not be sent. */
  readonly notSent: number;
  /** Only of a standing socket: the pairs that may have begun a new flow, because the entry in conntrack may have expired before. */
  readonly newFlows?: number;
  /** Only of a standing socket, if the set of DNS pods changed in this time: the pairs since then that failed in a row, up to the last one. */
  readonly failedSinceChange?: number;
  /** Pairs of which exactly one query, or both, failed: timed out or unreachable. */
  readonly oneFailed: number;
  readonly bothFailed: number;
  readonly a: QueryTally;
  readonly aaaa: QueryTally;
  /** Ascending: of each answered query, and of each pair with two answers, unless fivesec itself read an answer late. */
  readonly rttsMs: readonly number[];
  readonly durationsMs: readonly number[];
  /** Only over TCP, ascending: how long each connection took until it stood, unless fivesec itself read that late. It has no part of the server. */
  readonly connectsMs?: readonly number[];
}

/** Lookups over the window, without those that fivesec's own starvation explains. */
export interface LookupTally {
  readonly lookups: number;
  /** As long as a resolver's timeout, or longer: SLOW_LOOKUP_MS. */
  readonly slow: number;
  readonly failed: number;
  readonly retries: number;
  /** Their queries, by the scope of the name that was asked. The search list decides which names are asked. */
  readonly queries: Readonly<Record<NameScope, QueryTally>>;
  readonly amplified: Amplified;
  /** Those whose first attempt counts as a pair of the arm `pair` as well, and how many of these were slow. */
  readonly asPairs: { readonly lookups: number; readonly slow: number };
}

/** Lookups that tried three names or more, lost nothing, and got "no such name" for every name but the last. */
export interface Amplified {
  readonly lookups: number;
  readonly queries: number;
  /** Medians: what such a lookup took, and what its last name alone took. Milliseconds; 0 without lookups. */
  readonly durationMs: number;
  readonly lastNameMs: number;
}

/** The answers for one name, of the types for which servers disagree. */
export interface Contradiction {
  readonly scope: NameScope;
  /** Queries that were answered with addresses. */
  readonly found: number;
  /** Queries that were answered with NXDOMAIN. */
  readonly denied: number;
  /**
   * Queries for a name of the cluster that were answered with NOERROR and no address, by a server that never had one, or that had one both before
   * and after.
   */
  readonly empty: number;
  /** Of the denied and the empty ones: those of a server that answered with addresses both before and after. */
  readonly between: number;
  /** The servers that answered with NXDOMAIN or with no address, and never with addresses. */
  readonly deniers: readonly string[];
  /** The servers that answered with NXDOMAIN over UDP each time, and with addresses over TCP. */
  readonly deniersOverUdp: readonly string[];
}

/** The answers with addresses for one name, some of which have their CNAME records in an order that glibc can't follow. */
export interface Misordered {
  /** Answers of which glibc takes no address. */
  readonly answers: number;
  /** All answers with addresses. */
  readonly of: number;
  /** The servers that gave the misordered ones. */
  readonly servers: readonly string[];
}

/** What the answers show about names: those that are wrong although every query was answered, with the number of times that this was seen. */
export interface NameFaults {
  /** The A query was answered with addresses, the AAAA query with NXDOMAIN ("no such name") instead of NODATA. */
  readonly halfDenied: Readonly<Record<string, number>>;
  /** Some queries for the name were answered with addresses, and others of the same type with NXDOMAIN or no address. These are not half denied. */
  readonly contradicted: Readonly<Record<string, Contradiction>>;
  /** The Service of the Kubernetes API, if each query for it was answered with NXDOMAIN: every cluster has this name. */
  readonly apiDenied: Readonly<Record<string, number>>;
  /** The addresses that the Service of the Kubernetes API was answered with; missing if there are none. It has one in each family at most. */
  readonly apiAddresses?: readonly string[];
  /** Names with an answer whose CNAME record comes after the address that it leads to. */
  readonly misordered: Readonly<Record<string, Misordered>>;
  /** Random names that have addresses, by the domain below which they were made. */
  readonly wildcards: Readonly<Record<string, number>>;
}

/** Stretches of time in which none of the servers that fail answered over UDP, while they answered before and after. */
export interface LossStretches {
  readonly count: number;
  /** From the first to the last query that was sent in one, milliseconds. */
  readonly medianMs: number;
  /** Lost queries that were sent within them, and all lost queries to these servers. */
  readonly within: number;
  readonly all: number;
}

/** Failed, late or slow probes of the window's last minute that a lack of CPU for fivesec explains. */
export interface Starvation {
  readonly pairs: number;
  readonly lookups: number;
  /** All pairs and lookups of that minute. */
  readonly probes: number;
  /** How many separate stretches of five seconds they lie in. */
  readonly stalls: number;
  /** The longest stall of the event loop, milliseconds. */
  readonly longestMs: number;
}

/** The steps between two snapshots in which one of the agent's queries was lost, added up. */
export interface LossyIntervals {
  readonly delta: NodeDelta;
  /** Queries that were sent in these steps and failed. */
  readonly failed: number;
}

/**
 * What happens if A and AAAA clash in the node's conntrack. `open`: a packet is lost. `partly-repaired`: the kernel repairs some
 * clashes and drops packets of others. `repaired`: it repairs all and drops none. `absent`: they do not clash. `unknown`: the
 * evidence shows none of these.
 */
export const RACE_WINDOWS = ['open', 'partly-repaired', 'repaired', 'absent', 'unknown'] as const;
export type RaceWindow = (typeof RACE_WINDOWS)[number];

export interface Context {
  readonly kernel: Reading<string>;
  readonly nameserver: string;
  /** The search list of resolv.conf is that of a pod (`svc.<domain>`), so the cluster chose the nameservers. */
  readonly isPodsFile?: boolean;
  /** Addresses of the DNS pods, as far as known. */
  readonly endpoints: readonly string[];
  /**
   * Addresses that are asked directly although they are no listed DNS pods: the node's conntrack table shows that the VIP leads there. Missing
   * if there is none.
   */
  readonly backends?: readonly string[];
  /** Wall clock, milliseconds since the epoch, of the last change that was seen. */
  readonly endpointsChangedAt: number | undefined;
  readonly raceWindow: RaceWindow;
  /** The node's uptime; `undefined` if it can't be read. */
  readonly nodeAgeMs: number | undefined;
}

export interface Evidence {
  /** Wall clock, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly windowMs: number;
  readonly arms: readonly ArmTally[];
  readonly lookups: LookupTally;
  readonly names: NameFaults;
  /** Missing where losses do not come in stretches. */
  readonly stretches?: LossStretches;
  readonly starvation: Starvation;
  /** Over the whole window. */
  readonly node: NodeDelta;
  readonly lossy: LossyIntervals;
  /** All other steps, and those from before the window: the background with which a rise is compared. Of no step where no query was lost. */
  readonly baseline: NodeDelta;
  /** What the node's conntrack table shows about the queries via the VIP. Missing if reading flows is not enabled. */
  readonly flows?: Reading<OwnFates>;
  readonly context: Context;
}

/** An answer that took this long or longer is slow. Healthy DNS servers take a few milliseconds, nearby upstream resolvers tens. */
export const SLOW_ANSWER_MS = 200;
