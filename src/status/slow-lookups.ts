/** The last lookups that stalled or failed. Each opens to its timeline and its explanation. */

import { type LookupOutcome, lookupFailed, lookupStalled } from '../domain/lookup.ts';
import { starved } from '../domain/starvation.ts';
import { type JournalEntry, type JournalView, wentWrong } from '../journal/journal.ts';
import { explained } from './explained.ts';
import { formatMs } from './format-ms.ts';
import { timeOfDay } from './format-time.ts';
import { bounded, type Content, type Html, html } from './html.ts';
import { timeline } from './picture/timeline.ts';

/** More are in /api/recent. */
const MOST_LOOKUPS = 10;
/** In characters. Ten usual lookups have fewer; names and search lists that are very long have more. */
const LARGEST = 45_000;
export const LONGEST_NAME = 80;

type LookupEntry = Extract<JournalEntry, { readonly kind: 'lookup' }>;

export function slowLookups({ notable }: JournalView): Html {
  const lookups = notable.filter(isLookup).filter(wentWrong);
  if (lookups.length === 0) return html`<p class="quiet">None so far.</p>`;
  const rows = fitting(lookups.slice(0, MOST_LOOKUPS).map((entry, index) => row(entry, index === 0)));
  const more = lookups.length - rows.length;
  return html`<ol class="lookups">
${rows}</ol>
${more > 0 ? html`<p class="quiet">${more} older ones are in <a href="/api/recent">/api/recent</a>.</p>` : ''}`;
}

/** The first rows that are not too long together; at least one. */
function fitting(rows: readonly Html[]): readonly Html[] {
  let left = LARGEST;
  return rows.filter(({ text }, index) => {
    left -= text.length;
    return index === 0 || left >= 0;
  });
}

export function isLookup(entry: JournalEntry): entry is LookupEntry {
  return entry.kind === 'lookup';
}

/** `open`: the row is unfolded from the start, so that a reader sees what rows contain. */
function row({ id, outcome, explanation }: LookupEntry, open: boolean): Html {
  return html`<li id="lookup-${id}"><details id="lookup-${id}-details"${open ? html` open` : ''}>
<summary><span class="lookup-line"><time>${timeOfDay(outcome.startedAt)}</time> <strong class="number${lookupStalled(outcome) ? ' bad' : ''}">${formatMs(outcome.durationMs)}</strong> <span class="name">${bounded(outcome.name, LONGEST_NAME)}</span> <span class="quiet">as ${outcome.profile}: ${resultOf(outcome)}</span> ${causeOf(outcome, explanation)}</span></summary>
<div class="lookup-body">${timeline(outcome)}
${explanation ? explained(explanation) : ''}</div>
</details></li>
`;
}

/** `ok after 1 retry`, with a note if the probe was starved. */
export function resultOf(outcome: LookupOutcome): string {
  const { result, retries } = outcome;
  const again = retries === 0 ? '' : ` after ${retries} ${retries === 1 ? 'retry' : 'retries'}`;
  return `${result}${again}${starved(outcome) ? ', starved' : ''}`;
}

/** A lookup that stalled or failed gets its cause from a verdict, or after a minute at the latest (src/agent/stall/incidents.ts). */
function causeOf(outcome: LookupOutcome, explanation: LookupEntry['explanation']): Content {
  if (explanation) return html`<code>${explanation.verdict.cause}</code>`;
  const hasCause = lookupStalled(outcome) || lookupFailed(outcome);
  return hasCause ? html`<span class="quiet">being investigated</span>` : '';
}
