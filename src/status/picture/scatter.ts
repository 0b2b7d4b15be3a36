/**
 * The lookups of the last minutes as points: time to the right, duration upwards on a logarithmic axis. Lengths to the right
 * are percentages, so the picture has the width of its place and its text keeps its size.
 */

import { SLOW_LOOKUP_MS } from '../../domain/lookup.ts';
import { LOOKUP_HISTORY_MS, type PastLookups } from '../../journal/lookup-history.ts';
import { quantile } from '../../statistics/tests.ts';
import { formatMs } from '../format-ms.ts';
import { timeOfDay } from '../format-time.ts';
import { type Content, type Html, html } from '../html.ts';
import { spanInWords, stalledLookup, stallsInWords } from '../past-stalls.ts';
import { logAxis, round } from './log-axis.ts';
import { type Frame, heightOf, scatterPoints } from './scatter-points.ts';

const HEIGHT_PX = 280;
/** Room above and below the points. */
const EDGE_PX = 10;
/** The waits that resolvers' timeouts make: musl resends after 2.5 s, glibc after 5 s. A wait is a little longer than its timeout. */
const BANDS = [
  { label: '2.5 s', fromMs: SLOW_LOOKUP_MS, toMs: 3_200 },
  { label: '5 s', fromMs: 4_800, toMs: 6_400 },
];
/** Stalled lookups that the description lists. */
const MOST_LISTED = 5;
/** The picture begins with a short time, and grows with what was measured: two, five, fifteen minutes. */
const SPANS_MS = [2 * 60_000, 5 * 60_000, LOOKUP_HISTORY_MS];

/** The time that the picture shows, in milliseconds. */
export function spanOf({ coveredMs }: PastLookups): number {
  return SPANS_MS.find((ms) => coveredMs <= ms) ?? LOOKUP_HISTORY_MS;
}

/** `now`: wall clock, milliseconds since the epoch. */
export function scatter(past: PastLookups, now: number): Html {
  const durations = past.lookups.map(({ durationMs }) => durationMs);
  const axis = logAxis(durations, HEIGHT_PX - 2 * EDGE_PX);
  const frame = { axis, topPx: EDGE_PX, heightPx: HEIGHT_PX, spanMs: spanOf(past), now };
  return html`<div class="scatter">
<svg class="axis" width="52" height="${HEIGHT_PX}" aria-hidden="true">${yLabels(frame)}</svg>
<svg class="plot" width="100%" height="${HEIGHT_PX}" role="img" aria-labelledby="scatter-title scatter-desc">
<title id="scatter-title">Durations of the lookups of the last ${spanInWords(frame.spanMs)}</title>
<desc id="scatter-desc">${description(past, now)}</desc>
${[bands(frame), grid(frame), uncovered(past), scatterPoints(past.lookups, frame)]}
</svg>
<svg class="times" width="100%" height="18" aria-hidden="true">${timeLabels(frame)}</svg>
</div>
`;
}

/** What the picture shows, in words. */
function description(past: PastLookups, now: number): string {
  const durations = past.lookups.map(({ durationMs }) => durationMs).sort((one, other) => one - other);
  const median = quantile(durations, 0.5);
  const stalled = past.lookups.filter(stalledLookup);
  const listed = stalled
    .slice(-MOST_LISTED)
    .map(
      ({ agoMs, durationMs, profile }) => `${timeOfDay(now - agoMs)} ${formatMs(durationMs)} (${profile})`,
    );
  return [
    `${stallsInWords(past)}.`,
    ...(median === undefined ? [] : [`The median duration is ${formatMs(median)}.`]),
    ...(listed.length === 0 ? [] : [`The last that stalled: ${listed.join('; ')}.`]),
  ].join(' ');
}

function yLabels(frame: Frame): Content {
  const decades = frame.axis.decades.map(
    (ms) => html`<text x="46" y="${heightOf(ms, frame) + 4}" text-anchor="end">${tick(ms)}</text>`,
  );
  const limits = BANDS.map(
    ({ label, fromMs, toMs }) =>
      html`<text class="limit" x="46" y="${heightOf(Math.sqrt(fromMs * toMs), frame) + 4}" text-anchor="end">${label}</text>`,
  );
  return [decades, limits];
}

function tick(ms: number): string {
  return ms >= 1000 ? `${ms / 1000} s` : `${Number(ms.toPrecision(1))} ms`;
}

function bands(frame: Frame): Content {
  return BANDS.map(({ fromMs, toMs }) => {
    const [top, bottom] = [heightOf(toMs, frame), heightOf(fromMs, frame)];
    return html`<rect class="band" x="0" y="${top}" width="100%" height="${round(bottom - top)}"/>`;
  });
}

function grid(frame: Frame): Content {
  return frame.axis.decades.map((ms) => {
    const y = heightOf(ms, frame);
    return html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/>`;
  });
}

/** Does the picture begin before fivesec started? The shaded part of the picture shows that time. */
export function isUncovered(past: PastLookups): boolean {
  return shareUncovered(past) >= 0.01;
}

function shareUncovered(past: PastLookups): number {
  return 1 - past.coveredMs / spanOf(past);
}

/** The time before fivesec started. */
function uncovered(past: PastLookups): Content {
  if (!isUncovered(past)) return '';
  const share = shareUncovered(past);
  const label = html`<text x="${round(50 * share)}%" y="${HEIGHT_PX / 2}" text-anchor="middle">before fivesec started</text>`;
  const width = `${round(100 * share)}%`;
  return html`<rect class="uncovered" x="0" y="0" width="${width}" height="${HEIGHT_PX}"/>${share > 0.5 ? label : ''}`;
}

function timeLabels({ now, spanMs }: Frame): Content {
  const at = (share: number) => timeOfDay(now - share * spanMs).slice(0, 8);
  return html`<text x="0" y="13">${at(1)}</text>
<text x="50%" y="13" text-anchor="middle">${at(1 / 2)}</text>
<text x="100%" y="13" text-anchor="end">${at(0)} UTC</text>`;
}
