/** An A and an AAAA query that belong together, and how they ended. */

import type { QueryOutcome, StrayCounts, Transport } from './outcome.ts';
import { arrived } from './outcome.ts';
import type { Server } from './server.ts';
import type { Strategy, TargetKind } from './strategy.ts';

export interface PairOutcome {
  readonly strategy: Strategy;
  readonly name: string;
  readonly server: Server;
  /** What `server` is to this pod. */
  readonly target: TargetKind;
  readonly transport: Transport;
  /** Wall clock, milliseconds since the epoch. */
  readonly startedAt: number;
  /** From the first send until the last answer, or until the wait was given up. */
  readonly durationMs: number;
  readonly a: QueryOutcome;
  readonly aaaa: QueryOutcome;
  readonly strays: StrayCounts;
  /** The longest time that fivesec's own event loop stood still meanwhile, milliseconds. */
  readonly starvedMs: number;
}

export const PAIR_RESULTS = ['both', 'only-a', 'only-aaaa', 'none', 'error'] as const;
export type PairResult = (typeof PAIR_RESULTS)[number];

/** `error` is what is neither data nor a timeout: an rcode, a malformed answer, ICMP, a reset, a failed send. */
export function pairResult({ a, aaaa }: Pick<PairOutcome, 'a' | 'aaaa'>): PairResult {
  const silent = [a, aaaa].filter((query) => query.kind === 'timed-out').length;
  const data = [a, aaaa].filter((query) => arrived(query) && query.kind !== 'refused-by-rcode').length;
  if (silent + data < 2) return 'error';
  if (silent === 0) return 'both';
  if (silent === 2) return 'none';
  return a.kind === 'timed-out' ? 'only-aaaa' : 'only-a';
}
