/** Formats numbers in sentences, for facts that people read and paste into tickets. */

import { type Proportion, wilson } from '../../statistics/tests.ts';

/** `3 of 40 (7.5 %)`. */
export function outOf({ failures, trials }: Proportion): string {
  return trials === 0 ? 'none measured' : `${failures} of ${trials} (${percent(failures / trials)})`;
}

/** `0 of 120 (0 %, at most 3.1 %)`, with the upper end of the 95 % interval: for a loss that was not seen. */
export function atMost(share: Proportion): string {
  if (share.trials === 0) return 'none measured';
  return `${share.failures} of ${share.trials} (${percent(share.failures / share.trials)}, at most ${percent(wilson(share).high)})`;
}

export function percent(ratio: number): string {
  const value = ratio * 100;
  if (value === 0 || value >= 10) return `${Math.round(value)} %`;
  return `${Number(value.toPrecision(2))} %`;
}

/** Milliseconds; from 10 s on, seconds. */
export function formatDuration(ms: number): string {
  if (ms >= 10_000) return `${Math.round(ms / 1000)} s`;
  return ms >= 100 ? `${Math.round(ms)} ms` : `${Number(ms.toPrecision(2))} ms`;
}

export function joined(items: readonly string[]): string {
  return items.join(', ');
}
