/** The explanation of a lookup, as a row that unfolds below it: facts, queries, the other strategies, counters. */

import type { ArmCount, Explanation } from '../domain/explanation.ts';
import type { LookupOutcome, LookupQuery } from '../domain/lookup.ts';
import type { NodeDelta } from '../domain/node.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import { formatMs } from './format-ms.ts';
import { type Html, html } from './html.ts';

/** `open`: unfolded from the start. The page reloads itself, which would fold the row while it is being read. */
export function explainedRow(
  { queries }: LookupOutcome,
  { verdict, ...found }: Explanation,
  open: boolean,
): Html {
  const sure = verdict.confidence > 0 ? `, ${Math.round(verdict.confidence * 100)} % sure` : '';
  return html`<tr class="why"><td colspan="6"><details${open ? html` open` : ''}>
<summary><code>${verdict.cause}</code>${sure} (${verdict.rule})</summary>
<ul>${verdict.facts.map((fact) => html`<li>${fact}</li>`)}</ul>
<p>Queries</p>
<ul>${queries.map((query) => html`<li>${queryLine(query)}</li>`)}</ul>
<p>In the ${Math.round(found.windowMs / 1000)} s around it</p>
<ul>${[...armLines(found.strategies), counterLine(found.counters)].map((line) => html`<li>${line}</li>`)}</ul>
</details></td></tr>
`;
}

/** `AAAA sent at 0.12 ms from port 40000: timed-out after 5.000 s`. */
function queryLine({ attempt, outcome }: LookupQuery): string {
  const { qtype, name, sentAtMs, localPort } = outcome;
  const again = attempt === 0 ? '' : `, retry ${attempt}`;
  return `${qtype} ${name}${again}, sent at ${formatMs(sentAtMs)} from port ${localPort}: ${endOf(outcome)}`;
}

function endOf(query: QueryOutcome): string {
  if ('waitedMs' in query) return `${query.kind} after ${formatMs(query.waitedMs)}`;
  const answer = 'answer' in query ? ` ${query.answer.rcode}` : 'code' in query ? ` ${query.code}` : '';
  return `${query.kind}${answer}${'rttMs' in query ? ` after ${formatMs(query.rttMs)}` : ''}`;
}

/** One line for each arm that lost something, and one line for all that lost nothing. The contrast distinguishes causes. */
function armLines(arms: readonly ArmCount[]): readonly string[] {
  const lossy = arms.filter(({ oneFailed, bothFailed }) => oneFailed + bothFailed > 0);
  const whole = arms.filter((arm) => !lossy.includes(arm));
  return [
    ...lossy.map((arm) => {
      const { pairs, oneFailed, bothFailed } = arm;
      return `${armName(arm)}: of ${pairs} pairs ${oneFailed} lost one query, ${bothFailed} lost both`;
    }),
    ...(whole.length === 0
      ? []
      : [`nothing lost, of so many pairs: ${whole.map((arm) => `${armName(arm)} ${arm.pairs}`).join(', ')}`]),
  ];
}

/** The strategy implies the server, unless it is a DNS pod: then the address is named, too. */
function armName({ strategy, target, transport }: ArmCount): string {
  return target.kind === 'endpoint' ? `${strategy} ${target.address} ${transport}` : strategy;
}

function counterLine({ conntrack, conntrackEntries }: NodeDelta): string {
  if (conntrack.kind === 'absent') return `conntrack counters: not read (${conntrack.detail})`;
  const entries = conntrackEntries.kind === 'read' ? `; ${conntrackEntries.value} entries at most` : '';
  const rises = Object.entries(conntrack.value.counts).filter(([, rise]) => rise > 0);
  const told = rises.map(([counter, rise]) => `${counter} ${rise}`).join(', ');
  return `conntrack counters that rose: ${told || 'none'}${entries}`;
}
