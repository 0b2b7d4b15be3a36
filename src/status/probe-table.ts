/** Probes as rows of a table: time, kind, name, duration, result. */

import { pairResult } from '../domain/pair.ts';
import { starved } from '../domain/starvation.ts';
import { type JournalEntry, wentWrong } from '../journal/journal.ts';
import { formatMs } from './format-ms.ts';
import { shortServer } from './format-server.ts';
import { timeOfDay } from './format-time.ts';
import { bounded, type Html, html } from './html.ts';
import { LONGEST_NAME, resultOf } from './slow-lookups.ts';

/** `caption`: what these probes are. */
export function probeTable(entries: readonly JournalEntry[], caption: string): Html {
  if (entries.length === 0) return html`<p class="quiet">None so far.</p>`;
  return html`<div class="wide"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Time (UTC)</th><th scope="col">Probe</th><th scope="col">Name</th><th scope="col" class="number">Duration</th><th scope="col">Result</th></tr></thead>
<tbody>
${entries.map(row)}</tbody>
</table></div>`;
}

function row(entry: JournalEntry): Html {
  const { outcome } = entry;
  return html`<tr id="probe-${entry.id}"${wentWrong(entry) ? html` class="bad"` : ''}>
<td data-label="Time"><time>${timeOfDay(outcome.startedAt)}</time></td>
<td data-label="Probe">${probeOf(entry)}</td>
<td data-label="Name">${bounded(outcome.name, LONGEST_NAME)}</td>
<td data-label="Duration" class="number">${formatMs(outcome.durationMs)}</td>
<td data-label="Result">${ended(entry)}</td>
</tr>
`;
}

function probeOf(entry: JournalEntry): string {
  if (entry.kind === 'lookup') return `lookup as ${entry.outcome.profile}`;
  return `${entry.outcome.strategy} to ${shortServer(entry.outcome.server)}`;
}

function ended(entry: JournalEntry): string {
  if (entry.kind === 'lookup') return resultOf(entry.outcome);
  const { a, aaaa } = entry.outcome;
  const held = starved(entry.outcome) ? ', starved' : '';
  return `${pairResult(entry.outcome)} (A ${a.kind}, AAAA ${aaaa.kind})${held}`;
}
