/** The explanation of a lookup: the facts behind its verdict, the other strategies and the counters at the same time. */

import type { ArmCount, Explanation } from '../domain/explanation.ts';
import type { NodeDelta } from '../domain/node.ts';
import { confidenceInPercent } from '../domain/verdict.ts';
import { bounded, type Html, html, prose } from './html.ts';

const MOST_FACTS = 8;

export function explained({ verdict, ...found }: Explanation): Html {
  const sure = verdict.confidence > 0 ? `, ${confidenceInPercent(verdict.confidence)} sure` : '';
  const around = [...armLines(found.strategies), counterLine(found.counters)];
  return html`<h3>Why: <code>${verdict.cause}</code>${sure}</h3>
<ul>${verdict.facts.slice(0, MOST_FACTS).map((fact) => html`<li>${prose(fact)}</li>`)}</ul>
<p class="quiet">Rule: ${bounded(verdict.rule, 80)}</p>
<h3>In the ${Math.round(found.windowMs / 1000)} s around it</h3>
<ul>${around.map((line) => html`<li>${prose(line, 500)}</li>`)}</ul>
`;
}

/** One line for each arm that lost something, and one line for all that lost nothing. The difference distinguishes causes. */
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
      : [`no query lost; pairs asked: ${whole.map((arm) => `${armName(arm)} ${arm.pairs}`).join(', ')}`]),
  ];
}

/** The strategy implies the server, unless it is a DNS pod: then the address is named, too. */
function armName({ strategy, target, transport }: ArmCount): string {
  return target.kind === 'endpoint' ? `${strategy} ${target.address} ${transport}` : strategy;
}

function counterLine({ conntrack, conntrackEntries }: NodeDelta): string {
  if (conntrack.kind === 'absent') return `conntrack counters: not known (${conntrack.detail})`;
  const entries = conntrackEntries.kind === 'read' ? `; ${conntrackEntries.value} entries at most` : '';
  const rises = Object.entries(conntrack.value.counts).filter(([, rise]) => rise > 0);
  const listed = rises.map(([counter, rise]) => `${counter} ${rise}`).join(', ');
  return `conntrack counters that rose: ${listed || 'none'}${entries}`;
}
