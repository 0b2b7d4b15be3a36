/**
 * The probes that are under way. A lost query is known seconds after an answer would have come, so of the newest probes only those
 * that went well have ended. Without the others, each moment of a fault would look like its end, and a fault would be seen late.
 */

import { SLOW_ANSWER_MS } from '../../domain/evidence.ts';
import { type ProfileId, SLOW_LOOKUP_MS } from '../../domain/lookup.ts';
import type { PairOutcome } from '../../domain/pair.ts';
import { armOfLookup, armOfPair, type Trial } from './trial.ts';

interface Probe {
  /** When it began, monotonic milliseconds. */
  readonly atMs: number;
  readonly armIn: (scopeOf: (name: string) => string) => string;
  /** If it takes longer, it is troubled, however it will end. */
  readonly quickMs: number;
}

export class Pending {
  readonly #probes = new Set<Probe>();

  /** Call the returned function when the pair has ended. */
  pair(asked: Pick<PairOutcome, 'strategy' | 'server' | 'transport' | 'name'>, atMs: number): () => void {
    return this.#add({ atMs, armIn: (scopeOf) => armOfPair(asked, scopeOf), quickMs: 2 * SLOW_ANSWER_MS });
  }

  /** Call the returned function when the lookup has ended. */
  lookup(asked: { readonly profile: ProfileId; readonly name: string }, atMs: number): () => void {
    return this.#add({ atMs, armIn: () => armOfLookup(asked), quickMs: SLOW_LOOKUP_MS });
  }

  /** Those that began at `sinceMs` or later and are troubled by now. `toDate` converts monotonic milliseconds. */
  troubledSince(
    sinceMs: number,
    nowMs: number,
    scopeOf: (name: string) => string,
    toDate: (ms: number) => number,
  ): readonly Trial[] {
    return [...this.#probes]
      .filter(isTroubled(sinceMs, nowMs))
      .map(({ atMs, armIn }) => ({ atMs: toDate(atMs), arm: armIn(scopeOf), troubled: true }));
  }

  /** Is one of those that began at `sinceMs` or later troubled by now? */
  isTroubled(sinceMs: number, nowMs: number): boolean {
    return [...this.#probes].some(isTroubled(sinceMs, nowMs));
  }

  #add(probe: Probe): () => void {
    this.#probes.add(probe);
    return () => {
      this.#probes.delete(probe);
    };
  }
}

function isTroubled(sinceMs: number, nowMs: number): (probe: Probe) => boolean {
  return ({ atMs, quickMs }) => atMs >= sinceMs && nowMs - atMs > quickMs;
}
