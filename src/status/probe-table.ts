/** Probes as rows of a table: time, kind, duration, result, and cause. */

import { type LookupOutcome, SLOW_LOOKUP_MS } from '../domain/lookup.ts';
import { pairResult } from '../domain/pair.ts';
import { formatServer } from '../domain/server.ts';
import { starved } from '../domain/starvation.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { isNotable } from '../journal/journal.ts';
import { explainedRow } from './explained.ts';
import { formatMs } from './format-ms.ts';
import { type Content, type Html, html } from './html.ts';

/** The number of newest explanations that are unfolded: readers look for these. All unfolded would make the page too long. */
const UNFOLDED = 3;

export function probeTable(entries: readonly JournalEntry[]): Html {
  const newest = entries.filter(({ explanation }) => explanation !== undefined).slice(0, UNFOLDED);
  return html`<div class="wide"><table>
<thead><tr><th>Time (UTC)</th><th>Probe</th><th>Name</th><th class="number">Duration</th><th>Result</th><th>Cause</th></tr></thead>
<tbody>
${entries.map((entry) => [row(entry), why(entry, newest.includes(entry))])}</tbody>
</table></div>`;
}

function row(entry: JournalEntry): Html {
  const { outcome } = entry;
  return html`<tr${isNotable(entry) ? html` class="bad"` : ''}>
<td><time>${timeOfDay(outcome.startedAt)}</time></td>
<td>${probeOf(entry)}</td>
<td>${outcome.name}</td>
<td class="number">${formatMs(outcome.durationMs)}</td>
<td>${resultOf(entry)}${starved(outcome) ? ', starved' : ''}</td>
<td>${causeOf(entry)}</td>
</tr>
`;
}

/** A lookup that stalled or failed has a cause once a verdict stands, or a minute has passed (src/agent/incidents.ts). */
function causeOf(entry: JournalEntry): Content {
  if (entry.explanation) return html`<code>${entry.explanation.verdict.cause}</code>`;
  return entry.kind === 'lookup' && hasCause(entry.outcome) ? 'being investigated' : '';
}

function hasCause({ result, durationMs }: LookupOutcome): boolean {
  return durationMs >= SLOW_LOOKUP_MS || (result !== 'ok' && result !== 'not-found');
}

function why(entry: JournalEntry, unfolded: boolean): Content {
  return entry.kind === 'lookup' && entry.explanation
    ? explainedRow(entry.outcome, entry.explanation, unfolded)
    : '';
}

function probeOf(entry: JournalEntry): string {
  if (entry.kind === 'lookup') return `lookup as ${entry.outcome.profile}`;
  return `${entry.outcome.strategy} to ${formatServer(entry.outcome.server)}`;
}

function resultOf(entry: JournalEntry): string {
  if (entry.kind === 'lookup') return withRetries(entry.outcome);
  const { a, aaaa } = entry.outcome;
  return `${pairResult(entry.outcome)} (A ${a.kind}, AAAA ${aaaa.kind})`;
}

function withRetries({ result, retries }: LookupOutcome): string {
  if (retries === 0) return result;
  return `${result} after ${retries} ${retries === 1 ? 'retry' : 'retries'}`;
}

function timeOfDay(wall: number): string {
  const date = new Date(wall);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString().slice(11, 23);
}
