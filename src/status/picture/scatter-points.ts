/** The points of the scatter: many as one path, and those that matter with a description each. */

import type { PastLookup } from '../../journal/lookup-history.ts';
import { formatMs } from '../format-ms.ts';
import { timeOfDay } from '../format-time.ts';
import { type Content, html } from '../html.ts';
import { failedLookup, stalledLookup } from '../past-stalls.ts';
import { type LogAxis, round } from './log-axis.ts';

/** The scales of one picture. */
export interface Frame {
  readonly axis: LogAxis;
  /** Added to every height of the axis, in pixels. */
  readonly topPx: number;
  readonly heightPx: number;
  /** The time from the left end to now, in milliseconds. */
  readonly spanMs: number;
  /** Wall clock, milliseconds since the epoch. */
  readonly now: number;
}

/** Stalled lookups that have a point of their own, with its time and duration. More of them are drawn without. */
const MOST_NAMED = 50;

/** Later points cover earlier ones: stalled lookups come last. */
export function scatterPoints(lookups: readonly PastLookup[], frame: Frame): Content {
  const stalled = lookups.filter(stalledLookup);
  const others = lookups.filter((lookup) => !stalledLookup(lookup));
  const failed = others.filter(failedLookup);
  const starved = others.filter((lookup) => lookup.starved);
  const quick = others.filter((lookup) => !failedLookup(lookup) && !lookup.starved);
  return [
    cloud('quick', quick, frame),
    cloud('starved', starved, frame),
    cloud('failed', failed, frame),
    cloud('stalled', stalled.slice(0, -MOST_NAMED), frame),
    stalled.slice(-MOST_NAMED).map((lookup) => namedPoint(lookup, frame)),
  ];
}

/** The height of a duration in the picture, in pixels from the top. */
export function heightOf(ms: number, { axis, topPx }: Frame): number {
  return round(topPx + axis.y(ms));
}

/** One path: lines of no length with round ends, whose width does not grow with the picture. */
function cloud(kind: string, lookups: readonly PastLookup[], frame: Frame): Content {
  if (lookups.length === 0) return '';
  const { heightPx } = frame;
  const moves = lookups.map(
    ({ agoMs, durationMs }) =>
      `M${Math.round(1000 * across(agoMs, frame))} ${Math.round(heightOf(durationMs, frame))}h0`,
  );
  const distinct = [...new Set(moves)].join('');
  return html`<svg width="100%" height="${heightPx}" viewBox="0 0 1000 ${heightPx}" preserveAspectRatio="none"><path class="points ${kind}" vector-effect="non-scaling-stroke" d="${distinct}"/></svg>
`;
}

function namedPoint({ agoMs, durationMs, profile }: PastLookup, frame: Frame): Content {
  const about = `${timeOfDay(frame.now - agoMs)}: ${profile} waited ${formatMs(durationMs)}`;
  return html`<circle class="stalled" cx="${round(100 * across(agoMs, frame))}%" cy="${heightOf(durationMs, frame)}" r="4.5"><title>${about}</title></circle>
`;
}

/** 0 at the left end, 1 now. */
function across(agoMs: number, { spanMs }: Frame): number {
  return 1 - Math.min(1, Math.max(0, agoMs / spanMs));
}
