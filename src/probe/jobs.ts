/** The agent's probes as jobs for the scheduler: a lookup for each name and profile, and the rotation of pairs. */

import type { LookupOutcome, ProfileId } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { Job } from '../schedule/scheduler.ts';
import type { Arm } from './arms.ts';
import type { DnsPods } from './dns-pods.ts';
import type { Source } from './rotation.ts';

/** A pair is two queries, and so is a lookup that finds its name at once. */
const QUERIES_OF_A_PAIR = 2;

export interface Probes {
  lookup(name: string, profile: ProfileId): Promise<LookupOutcome>;
  pair(arm: Arm): Promise<PairOutcome>;
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
): readonly Job[] {
  return names.flatMap((name) =>
    profiles.map((profile) => ({
      intervalMs: interval,
      maxInFlight,
      kind: 'lookup' as const,
      cost: QUERIES_OF_A_PAIR,
      run: async () => (await probes.lookup(name, profile)).queries.length,
    })),
  );
}

export function pairJob(dealer: Source<Arm>, { interval, maxInFlight }: Rate, probes: Probes): Job {
  return {
    intervalMs: interval,
    maxInFlight,
    kind: 'pair',
    cost: QUERIES_OF_A_PAIR,
    run: async () => {
      const arm = dealer.next();
      if (!arm) return 0;
      await probes.pair(arm);
      return QUERIES_OF_A_PAIR;
    },
  };
}

/** DNS pods come and go in minutes; half of one is soon enough to follow them. */
const ENDPOINTS_INTERVAL_MS = 30_000;

export function endpointJob(endpoints: DnsPods): Job {
  return {
    kind: 'endpoints',
    intervalMs: ENDPOINTS_INTERVAL_MS,
    maxInFlight: 1,
    cost: QUERIES_OF_A_PAIR,
    run: () => endpoints.refresh(),
  };
}
