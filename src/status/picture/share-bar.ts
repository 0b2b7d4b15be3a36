/** A share between 0 and 1 as a bar with its 95 % interval. The numbers stand beside it, so the bar itself is hidden from screen readers. */

import type { Interval } from '../../statistics/tests.ts';
import { type Html, html } from '../html.ts';
import { round } from './log-axis.ts';

const ENDS = [0.1, 0.25, 0.5, 1];

/** The end of a common scale on which the upper ends of all intervals fit: 10, 25, 50 or 100 %. */
export function scaleOf(highs: readonly number[]): number {
  const highest = Math.max(0, ...highs);
  return ENDS.find((end) => end >= highest) ?? 1;
}

/** `scale`: the share at the right end. */
export function shareBar({ ratio, low, high }: Interval, scale: number): Html {
  const across = (share: number) => `${round((100 * Math.min(share, scale)) / scale)}%`;
  const width = `${round((100 * (Math.min(high, scale) - low)) / scale)}%`;
  const tone = low > 0 ? 'bad' : 'calm';
  return html`<svg class="bar ${tone}" width="100%" height="18" aria-hidden="true"><rect class="track" x="0" y="4" width="100%" height="10"/><rect class="interval" x="${across(low)}" y="7" width="${width}" height="4"/><rect class="value" x="0" y="4" width="${across(ratio)}" height="10"/><line class="end" x1="${across(high)}" x2="${across(high)}" y1="3" y2="15"/></svg>`;
}

/** `6.3 %`. */
export function percent(share: number): string {
  const value = share * 100;
  return value === 0 || value >= 10 ? `${Math.round(value)} %` : `${Number(value.toPrecision(2))} %`;
}
