/** When to stop sending: as late as possible, but early enough that the last losses are known in time. */

import { waitedInVain } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';

export interface Deadlines {
  /** Sending ends here if everything is answered at once. Milliseconds since the start, as all times here. */
  readonly endMs: number;
  /** Sending ends here if something is lost or stalls: a loss is known only after its deadline. */
  readonly lossyEndMs: number;
  /** Queries that are still under way at this time are aborted. */
  readonly giveUpMs: number;
}

/** A pair that has been under way for this long will probably take until its deadline. */
const STALLS_MS = 1_000;
const SLACK_MS = 1_000;

/** At least half of the time is used for sending, however long a deadline is. */
export function deadlinesFor(
  durationMs: number,
  patience: { deadlineMs: number; graceMs: number },
): Deadlines {
  const { deadlineMs, graceMs } = patience;
  const lossyEndMs = Math.max(durationMs / 2, durationMs - deadlineMs);
  // One query after the other takes two deadlines.
  return { endMs: durationMs, lossyEndMs, giveUpMs: lossyEndMs + 2 * deadlineMs + graceMs + SLACK_MS };
}

/** Knows what is under way, and whether anything was lost. */
export class InFlight {
  readonly #since = new Set<{ readonly startMs: number }>();
  #lost = 0;
  #ended = 0;

  get lost(): number {
    return this.#lost;
  }

  get ended(): number {
    return this.#ended;
  }

  /** Notes a pair from `startMs` (monotonic) until it ends. */
  async track(startMs: number, pair: Promise<PairOutcome>): Promise<PairOutcome> {
    const entry = { startMs };
    this.#since.add(entry);
    try {
      const outcome = await pair;
      this.#ended += 1;
      if (isLost(outcome)) this.#lost += 1;
      return outcome;
    } finally {
      this.#since.delete(entry);
    }
  }

  /** Is anything lost, or under way for so long that it probably is? */
  stalls(nowMs: number): boolean {
    return this.#lost > 0 || [...this.#since].some(({ startMs }) => nowMs - startMs > STALLS_MS);
  }
}

/** Did one of its queries end without an answer in time? An answer that matches no query leaves it waiting until its deadline. */
export function isLost({ a, aaaa }: PairOutcome): boolean {
  return [a, aaaa].some((query) => waitedInVain(query) || query.kind === 'late');
}
