/** Summarizes a trial's lookups, and compares the result with the expected one. */

import type { Finding } from './measure.ts';

/** musl's shortest stall is 2.5 s, glibc's 5 s. Lookups of a healthy lab are much shorter. */
const STALL_MS = 2400;
/** musl's stall with `timeout:1`; longer than any answer of the lab takes. */
const WAIT_MS = 400;

export interface Summary {
  readonly lookups: number;
  /** Took 2.4 s or longer. */
  readonly stalls: number;
  /** Waited for a resolver timeout of any length. */
  readonly waits: number;
  /** Failed, or ended without one of the address families that were asked for. */
  readonly incomplete: number;
  /** `undefined` where there is no stall. */
  readonly medianStallMs: number | undefined;
  /** The median of the lookups that did not wait: it shows what the workaround itself costs. */
  readonly usualMs: number;
  /** Of all lookups. */
  readonly medianMs: number;
  readonly p99Ms: number;
}

export function summarise({ lookups, trial }: Pick<Finding, 'lookups' | 'trial'>): Summary {
  const durations = lookups.map(({ durationMs }) => durationMs);
  const stalls = durations.filter((ms) => ms >= STALL_MS);
  const asked = trial.library === 'glibc' && trial.options.includes('no-aaaa') ? 1 : 2;
  return {
    lookups: lookups.length,
    stalls: stalls.length,
    waits: durations.filter((ms) => ms >= WAIT_MS).length,
    incomplete: lookups.filter(({ error, addresses }) => error !== 0 || addresses.length < asked).length,
    medianStallMs: stalls.length === 0 ? undefined : quantile(stalls, 0.5),
    usualMs: quantile(
      durations.filter((ms) => ms < WAIT_MS),
      0.5,
    ),
    medianMs: quantile(durations, 0.5),
    p99Ms: quantile(durations, 0.99),
  };
}

/** Does every loss cause one wait of the expected length, and is there no stall without a loss? */
export function isAsExpected(finding: Finding): boolean {
  const { stalls, waits, incomplete } = summarise(finding);
  const { lost, trial } = finding;
  if (incomplete > 0) return false;
  switch (trial.expected) {
    case 'stalls':
      return lost > 0 && stalls === lost;
    case 'shortens':
      return lost > 0 && stalls === 0 && waits >= lost;
    case 'cures':
      return lost === 0 && stalls === 0;
  }
}

/** The nearest rank of `share` (0 to 1) in `values`; NaN without any value. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
