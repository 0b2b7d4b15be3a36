/** One probe, reduced to what shows the beginning and the end of a fault: when it began, which arm it was, and whether it was troubled. */

export interface Trial {
  /** When it began: milliseconds since the epoch, by the wall clock as it is set now. */
  readonly atMs: number;
  /** Identifies the arm of a pair, or the profile and the name of a lookup. */
  readonly arm: string;
  /** It failed, was late or slow, or ended in an error. */
  readonly troubled: boolean;
}

export interface Counts {
  /** How many of all trials were troubled. */
  readonly seen: number;
  readonly all: number;
}

/** The counts of each arm. */
export function countsOf(trials: readonly Trial[]): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { arm, troubled } of trials) {
    const { seen, all } = counts.get(arm) ?? { seen: 0, all: 0 };
    counts.set(arm, { seen: seen + Number(troubled), all: all + 1 });
  }
  return counts;
}
