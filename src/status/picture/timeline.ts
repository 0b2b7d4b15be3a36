/**
 * One lookup on one time axis: a line of text and a bar for each query, and a bar for the wait of the application. The text says
 * everything that the bars show, so the bars are hidden from screen readers.
 */

import type { LookupOutcome, LookupQuery } from '../../domain/lookup.ts';
import type { QueryOutcome } from '../../domain/outcome.ts';
import { assertNever } from '../../platform/assert-never.ts';
import { formatMs } from '../format-ms.ts';
import { bounded, type Content, type Html, html } from '../html.ts';
import { queryEnd, querySent } from '../query-line.ts';
import { round } from './log-axis.ts';

/** The most queries that are shown: a search list with many retries makes more than anybody reads. */
const MOST_QUERIES = 12;
const LONGEST_LINE = 160;
/** Steps between marks of the axis, in milliseconds. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000];
const MOST_MARKS = 6;

type Tone = 'answered' | 'late' | 'lost' | 'error' | 'aborted';

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export function timeline({ queries, durationMs }: LookupOutcome): Html {
  const drawn = queries.slice(0, MOST_QUERIES);
  const endMs = Math.max(1, durationMs, ...drawn.map(({ outcome }) => spanOf(outcome).toMs));
  const marks = marksUntil(endMs);
  const left = queries.length - drawn.length;
  return html`<ol class="timeline">
${drawn.map((query) => queryRow(query, endMs, marks))}<li class="wait"><span>The application waited ${formatMs(durationMs)}</span>
${bar({ fromMs: 0, toMs: durationMs }, 'waited', endMs, marks)}</li>
</ol>
<div class="timeline-axis"><svg width="100%" height="16" aria-hidden="true">${marks.map((ms) => markLabel(ms, endMs))}</svg></div>
${left > 0 ? html`<p class="quiet">${left} more queries are in <a href="/api/recent">/api/recent</a>.</p>` : ''}`;
}

function queryRow(query: LookupQuery, endMs: number, marks: readonly number[]): Html {
  const tone = toneOf(query.outcome);
  return html`<li class="${tone}"><span>${queryEnd(query)} <small>${bounded(querySent(query), LONGEST_LINE)}</small></span>
${bar(spanOf(query.outcome), tone, endMs, marks)}</li>
`;
}

/** From the send of the query until its answer, or until the resolver no longer waited. */
function spanOf(query: QueryOutcome): Span {
  const fromMs = query.sentAtMs;
  const lengthMs = 'waitedMs' in query ? query.waitedMs : 'rttMs' in query ? query.rttMs : 0;
  return { fromMs, toMs: fromMs + lengthMs };
}

function toneOf(query: QueryOutcome): Tone {
  switch (query.kind) {
    case 'answered':
      return 'answered';
    case 'late':
      return 'late';
    case 'timed-out':
      return 'lost';
    case 'refused-by-rcode':
    case 'malformed':
    case 'unreachable':
    case 'send-failed':
      return 'error';
    case 'aborted':
      return 'aborted';
    default:
      return assertNever(query);
  }
}

/** A line from start to end with a dot where an answer came, and a cross where none did. */
function bar({ fromMs, toMs }: Span, tone: Tone | 'waited', endMs: number, marks: readonly number[]): Html {
  const [from, to] = [across(fromMs, endMs), across(toMs, endMs)];
  const lines = marks.map((ms) => `M${placeOf(ms, endMs)} 0v16`).join('');
  const grid = html`<svg width="100%" height="16" viewBox="0 0 100 16" preserveAspectRatio="none"><path class="grid" vector-effect="non-scaling-stroke" d="${lines}"/></svg>`;
  return html`<svg class="span ${tone}" width="100%" height="16" aria-hidden="true">${grid}<line class="line" x1="${from}" x2="${to}" y1="8" y2="8"/><circle class="start" cx="${from}" cy="8" r="2.5"/>${endMark(tone, to)}</svg>`;
}

function endMark(tone: Tone | 'waited', at: string): Content {
  switch (tone) {
    case 'waited':
    case 'aborted':
      return '';
    case 'lost':
      return html`<svg class="cross" x="${at}" y="8" width="1" height="1"><path d="M-4 -4L4 4M-4 4L4 -4"/></svg>`;
    case 'answered':
    case 'late':
    case 'error':
      return html`<circle class="end" cx="${at}" cy="8" r="4"/>`;
    default:
      return assertNever(tone);
  }
}

/** Percent of the width, without the edges that half a dot needs. */
function placeOf(ms: number, endMs: number): number {
  const share = Math.min(1, Math.max(0, Number.isFinite(ms) ? ms / endMs : 0));
  return round(1 + 98 * share);
}

function across(ms: number, endMs: number): string {
  return `${placeOf(ms, endMs)}%`;
}

function marksUntil(endMs: number): readonly number[] {
  const step = STEPS.find((ms) => endMs / ms <= MOST_MARKS) ?? endMs;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => index * step);
}

function markLabel(ms: number, endMs: number): Html {
  const share = ms / endMs;
  const anchor = share < 0.05 ? 'start' : share > 0.95 ? 'end' : 'middle';
  const label = ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`;
  return html`<text x="${across(ms, endMs)}" y="12" text-anchor="${anchor}">${label}</text>`;
}
