/** Small pictures of a number over the last 15 minutes: bars for a counter, a line for a level. */

import { type Html, html } from '../html.ts';
import { round } from './log-axis.ts';

/** The value of each part of the time, oldest first; `undefined` where nothing was read. */
export type Series = readonly (number | undefined)[];

const HEIGHT = 36;

/** Bars from the bottom; the tallest has the whole height. `about` is for screen readers. */
export function sparkBars(series: Series, about: string): Html {
  const highest = Math.max(1, ...series.map((value) => value ?? 0));
  const bars = series.map((value, index) =>
    value === undefined || value === 0 ? '' : bar(index, Math.max(2, (HEIGHT * value) / highest)),
  );
  return picture(series, about, html`<path class="rise" d="${bars.join('')}"/>`);
}

/** Bars from the bottom on a scale whose top is `top`. */
export function sparkLevel(series: Series, top: number, about: string): Html {
  const bars = series.map((value, index) =>
    value === undefined ? '' : bar(index, Math.max(1, HEIGHT * Math.min(1, value / top))),
  );
  return picture(series, about, html`<path class="level" d="${bars.join('')}"/>`);
}

function bar(index: number, height: number): string {
  return `M${index + 0.1} ${HEIGHT}v-${round(height)}h.8v${round(height)}z`;
}

/** Parts of the time in which nothing was read are marked at the bottom. */
function picture(series: Series, about: string, drawn: Html): Html {
  const gaps = series.map((value, index) => (value === undefined ? `M${index} ${HEIGHT}v-1.5h1v1.5z` : ''));
  return html`<svg class="spark" width="100%" height="${HEIGHT}" viewBox="0 0 ${series.length} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${about}">${drawn}<path class="gap" d="${gaps.join('')}"/></svg>`;
}
