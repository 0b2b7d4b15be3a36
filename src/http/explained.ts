/** What was found out about a lookup, as a row that unfolds below it: the facts, each attempt, the other strategies, the counters. */

import type { ArmCount, Attempt, Explanation } from '../domain/explanation.ts';
import type { NodeDelta } from '../domain/node.ts';
import { duration } from './duration.ts';
import { type Html, html } from './html.ts';

/** `open`: unfolded from the start, for a page that reloads itself would fold it up in the reader's hands. */
export function explainedRow({ verdict, attempts, ...found }: Explanation, open: boolean): Html {
  const sure = verdict.confidence > 0 ? `, ${Math.round(verdict.confidence * 100)} % sure` : '';
  return html`<tr class="why"><td colspan="6"><details${open ? html` open` : ''}>
<summary><code>${verdict.cause}</code>${sure} (${verdict.rule})</summary>
<ul>${verdict.facts.map((fact) => html`<li>${fact}</li>`)}</ul>
<p>Attempts</p>
<ul>${attempts.map((attempt) => html`<li>${attemptLine(attempt)}</li>`)}</ul>
<p>In the ${Math.round(found.windowMs / 1000)} s around it</p>
<ul>${found.strategies.map((arm) => html`<li>${armLine(arm)}</li>`)}<li>${counterLine(found.counters)}</li></ul>
</details></td></tr>
`;
}

/** `AAAA sent at 0.12 ms from port 40000: timed-out after 5.000 s`. */
function attemptLine(query: Attempt): string {
  const { qtype, name, sentAtMs, localPort, attempt } = query;
  const again = attempt === 0 ? '' : `, retry ${attempt}`;
  return `${qtype} ${name}${again}, sent at ${duration(sentAtMs)} from port ${localPort}: ${endOf(query)}`;
}

function endOf(query: Attempt): string {
  if ('waitedMs' in query) return `${query.kind} after ${duration(query.waitedMs)}`;
  const answer = 'answer' in query ? ` ${query.answer.rcode}` : 'code' in query ? ` ${query.code}` : '';
  return `${query.kind}${answer}${'rttMs' in query ? ` after ${duration(query.rttMs)}` : ''}`;
}

function armLine({ strategy, target, transport, pairs, oneFailed, bothFailed }: ArmCount): string {
  return `${strategy} to ${target.address} over ${transport}: of ${pairs} pairs ${oneFailed} lost one query, ${bothFailed} lost both`;
}

function counterLine({ conntrack, conntrackEntries }: NodeDelta): string {
  if (conntrack.kind === 'absent') return `conntrack counters: not read (${conntrack.detail})`;
  const entries = conntrackEntries.kind === 'read' ? `; ${conntrackEntries.value} entries at most` : '';
  const rises = Object.entries(conntrack.value.counts).filter(([, rise]) => rise > 0);
  const told = rises.map(([counter, rise]) => `${counter} ${rise}`).join(', ');
  return `conntrack counters that rose: ${told || 'none'}${entries}`;
}
