/** The URLs that the agent requests (`trace.targets`): how the last request to each ended, and how long each phase took. */

import { HTTP_PHASES, type HttpPhase } from '../domain/http-request.ts';
import type { TracedUrl } from '../journal/http-requests.ts';
import { formatMs } from './format-ms.ts';
import { timeOfDay } from './format-time.ts';
import { bounded, type Content, type Html, html } from './html.ts';

const LONGEST_URL = 120;
const LONGEST_DETAIL = 160;

/** `urls`: one or more. */
export function tracedUrls(urls: readonly TracedUrl[]): Html {
  return html`<div class="wide"><table>
<caption>The last request to each URL, over a new connection. –: it did not have this phase. Slow: requests since the agent started whose lookup took a second or longer.</caption>
<thead><tr><th scope="col">URL</th><th scope="col">Ended (UTC)</th><th scope="col">Result</th>${HTTP_PHASES.map((phase) => html`<th scope="col" class="number">${WORDS[phase]}</th>`)}<th scope="col" class="number">Slow</th></tr></thead>
<tbody>
${urls.map(row)}</tbody>
</table></div>`;
}

const WORDS: Readonly<Record<HttpPhase, string>> = {
  lookup: 'Lookup',
  connect: 'Connect',
  tls: 'TLS',
  answer: 'Answer',
  body: 'Body',
};

function row({ target, requests, slowLookups, last }: TracedUrl): Html {
  return html`<tr>
<td data-label="URL">${bounded(target, LONGEST_URL)}</td>
<td data-label="Ended">${last ? html`<time>${timeOfDay(last.endedAt).slice(0, 8)}</time>` : 'not requested yet'}</td>
<td data-label="Result">${last ? html`${outcomeOf(last)} <span class="quiet">(${bounded(last.detail, LONGEST_DETAIL)})</span>` : ''}</td>
${HTTP_PHASES.map((phase) => html`<td data-label="${WORDS[phase]}" class="number${phase === 'lookup' && last?.slowLookup ? ' bad' : ''}">${duration(last?.phases[phase])}</td>`)}
<td data-label="Slow" class="number">${slowLookups} of ${requests}</td>
</tr>
`;
}

/** A failure stands out. The phases before it may have been quick, so they do not. */
function outcomeOf({ outcome }: NonNullable<TracedUrl['last']>): Content {
  return outcome === 'answered' ? outcome : html`<strong class="number bad">${outcome}</strong>`;
}

function duration(ms: number | undefined): string {
  return ms === undefined ? '–' : formatMs(ms);
}
