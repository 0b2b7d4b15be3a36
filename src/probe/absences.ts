/** When each DNS pod was absent from the set. A query to it that failed then shows nothing about DNS. */

export interface Absence {
  readonly address: string;
  /** Monotonic milliseconds. */
  readonly fromMs: number;
  /** Monotonic milliseconds; infinite while the pod is away. */
  readonly untilMs: number;
}

/**
 * A pod may have left the set before the lookup that still showed it, because that answer may have come from a cache.
 * CoreDNS's plugin `kubernetes` answers with a TTL of 5 s (option `ttl`), and its plugin `cache` keeps the answer no longer.
 */
const ANSWER_AGE_MS = 5_000;
/** Longer than outcomes are kept. */
const KEPT_MS = 30 * 60_000;

export class Absences {
  #all: readonly Absence[] = [];

  get all(): readonly Absence[] {
    return this.#all;
  }

  /** Notes the difference between two lookups, which began at `lastSeenMs` and at `seenMs` (monotonic). */
  note(difference: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly lastSeenMs: number;
    readonly seenMs: number;
  }): void {
    const { added, removed, lastSeenMs, seenMs } = difference;
    const returned = this.#all.map((absence) =>
      added.includes(absence.address) && absence.untilMs > seenMs ? { ...absence, untilMs: seenMs } : absence,
    );
    const begun = removed.map((address) => ({
      address,
      fromMs: lastSeenMs - ANSWER_AGE_MS,
      untilMs: Number.POSITIVE_INFINITY,
    }));
    this.#all = [...returned, ...begun].filter(({ fromMs }) => fromMs > seenMs - KEPT_MS);
  }
}
