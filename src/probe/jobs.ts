/** The probes as jobs for the scheduler: one lookup job for each name and profile, and one job for the pairs of a rotation. */

import type { LookupOutcome, ProfileId } from '../domain/lookup.ts';
import { type PairOutcome, QUERIES_OF_A_PAIR } from '../domain/pair.ts';
import type { Job } from '../schedule/scheduler.ts';
import type { Arm } from './arms.ts';
import type { Source } from './rotation.ts';

export type JobName = 'lookup' | 'pair';

export interface Probes {
  readonly lookup: (name: string, profile: ProfileId) => Promise<LookupOutcome>;
  readonly pair: (arm: Arm) => Promise<PairOutcome>;
}

export interface Rate {
  /** Milliseconds. */
  readonly interval: number;
  readonly maxInFlight: number;
}

export function lookupJobs(
  names: readonly string[],
  profiles: readonly ProfileId[],
  { interval, maxInFlight }: Rate,
  probes: Probes,
): readonly Job<'lookup'>[] {
  return names.flatMap((name) =>
    profiles.map((profile) => ({
      name: 'lookup' as const,
      intervalMs: interval,
      maxInFlight,
      // The queries of a lookup whose first candidate is found.
      cost: QUERIES_OF_A_PAIR,
      run: async () => (await probes.lookup(name, profile)).queries.length,
    })),
  );
}

export function pairJob<Turn>(
  turns: Source<Turn>,
  { interval, maxInFlight }: Rate,
  probes: { pair(turn: Turn): Promise<unknown> },
): Job<'pair'> {
  return {
    name: 'pair',
    intervalMs: interval,
    maxInFlight,
    cost: QUERIES_OF_A_PAIR,
    run: async () => {
      const turn = turns.next();
      if (turn === undefined) return 0;
      await probes.pair(turn);
      return QUERIES_OF_A_PAIR;
    },
  };
}
