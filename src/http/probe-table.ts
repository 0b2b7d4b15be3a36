/** Probes as rows of a table: when, what, how long, what became of it, and why. */

import type { LookupOutcome } from '../domain/lookup.ts';
import { pairResult } from '../domain/pair.ts';
import { formatServer } from '../domain/server.ts';
import { starved } from '../domain/starvation.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { isNotable } from '../journal/journal.ts';
import { type Html, html } from './html.ts';

export function probeTable(entries: readonly JournalEntry[]): Html {
  return html`<div class="wide"><table>
<thead><tr><th>Time (UTC)</th><th>Probe</th><th>Name</th><th class="number">Duration</th><th>Result</th><th>Cause</th></tr></thead>
<tbody>
${entries.map(row)}</tbody>
</table></div>`;
}

function row(entry: JournalEntry): Html {
  const { outcome } = entry;
  return html`<tr${isNotable(entry) ? html` class="bad"` : ''}>
<td><time>${timeOfDay(outcome.startedAt)}</time></td>
<td>${probeOf(entry)}</td>
<td>${outcome.name}</td>
<td class="number">${duration(outcome.durationMs)}</td>
<td>${resultOf(entry)}${starved(outcome) ? ', starved' : ''}</td>
<td>${entry.conclusion ? html`<code>${entry.conclusion.verdict.cause}</code>` : ''}</td>
</tr>
`;
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

/** `5.003 s`, `0.84 ms`. */
function duration(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(3)} s` : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}

function timeOfDay(wall: number): string {
  const date = new Date(wall);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString().slice(11, 23);
}
