/** The A and the AAAA query of one pair, and how they ended. */

import { arrived, type QueryOutcome, type StrayCounts, type Transport, waitedInVain } from './outcome.ts';
import type { Server } from './server.ts';
import type { Strategy, TargetKind } from './strategy.ts';

/** An A and an AAAA query. */
export const QUERIES_OF_A_PAIR = 2;

export interface PairOutcome {
  readonly strategy: Strategy;
  readonly name: string;
  readonly server: Server;
  /** The role of `server` for this pod. */
  readonly target: TargetKind;
  readonly transport: Transport;
  /** Wall clock, milliseconds since the epoch. */
  readonly startedAt: number;
  /** From the first send until the last answer, or until the pair was given up. */
  readonly durationMs: number;
  /**
   * Over TCP: from the first query until the connection stood. The kernel of the server's host completes it, so this is the time of the path, without
   * that of the server. Missing if the connection never stood.
   */
  readonly connectMs?: number;
  readonly a: QueryOutcome;
  readonly aaaa: QueryOutcome;
  readonly strays: StrayCounts;
  /** The longest stall of fivesec's own event loop in this time, milliseconds. */
  readonly starvedMs: number;
}

export const PAIR_RESULTS = ['both', 'only-a', 'only-aaaa', 'none', 'error'] as const;
export type PairResult = (typeof PAIR_RESULTS)[number];

/** `error` is any outcome but data or a timeout: an rcode, an answer that can't be used, ICMP, a reset, a failed send. */
export function pairResult({ a, aaaa }: Pick<PairOutcome, 'a' | 'aaaa'>): PairResult {
  const silent = [a, aaaa].filter(waitedInVain).length;
  const data = [a, aaaa].filter((query) => arrived(query) && query.kind !== 'refused-by-rcode').length;
  if (silent + data < 2) return 'error';
  if (silent === 0) return 'both';
  if (silent === 2) return 'none';
  return waitedInVain(a) ? 'only-aaaa' : 'only-a';
}
