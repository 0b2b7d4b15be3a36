/** The two tables of the fleet's page: nodes with their verdicts, and the matrix of nodes and DNS pods. */

import type { Proportion } from '../statistics/tests.ts';
import { type Content, type Html, html } from '../status/html.ts';
import { shareText } from './fleet-text.ts';
import { sureOf } from './health.ts';
import { type FleetMatrix, lostPairs, type MatrixRow, slowLookups } from './matrix.ts';

const LONGEST_NAME = 63;
/** The upper end of each step of colour; 0 has one of its own. */
const STEPS = [0.05, 0.25, 0.75] as const;

export function nodeTable({ rows, rest }: FleetMatrix): Html {
  return html`<div class="wide" tabindex="0"><table class="nodes">
<caption>${captionOf(rows.length, rest.nodes)}</caption>
<thead><tr><th>Node</th><th>Verdict</th><th class="number">Confidence</th><th class="number">Slow lookups</th><th class="number">Lost pairs</th><th>Race window</th><th>Kernel</th><th>Zone</th><th class="number">CPUs</th></tr></thead>
<tbody>
${rows.map(nodeRow)}${
  rest.nodes === 0
    ? ''
    : html`<tr class="sum"><td>${rest.nodes} other nodes</td><td>${rest.unhealthy} with a fault</td><td></td><td class="number">${ofAll(rest.lookups)}</td><td class="number">${ofAll(rest.pairs)}</td><td colspan="4"></td></tr>
`
}</tbody>
</table></div>`;
}

function captionOf(shown: number, others: number): string {
  if (others === 0) return 'The worst node comes first.';
  return `The worst ${shown} nodes. The other ${others} are summed up in the last row.`;
}

function nodeRow({ report, health, cause }: MatrixRow): Html {
  const { node, raceWindow, kernel = '', zone = '', cpus = '' } = report;
  return html`<tr${health === 'unhealthy' ? html` class="bad"` : ''}><td class="name">${shortened(node)}</td><td>${verdictOf(cause, health)}</td><td class="number sure">${sureOf(report)}</td><td class="number">${ofAll(slowLookups(report))}</td><td class="number">${ofAll(lostPairs(report))}</td><td>${raceWindow}</td><td>${kernel}</td><td>${zone}</td><td class="m">${cpus}</td></tr>
`;
}

function verdictOf(cause: string | undefined, health: MatrixRow['health']): Content {
  if (cause !== undefined) return html`<code>${cause}</code>`;
  if (health === 'unhealthy') return 'no cause yet';
  return health === 'starting' ? 'starting' : 'none';
}

/** Each cell: pairs lost, of the pairs sent straight to that pod. */
export function podTable({ pods, otherPods, rows, rest }: FleetMatrix): Html {
  if (pods.length === 0)
    return html`<p class="quiet">No agent knows the addresses of the DNS pods (endpointsName), so no pod was asked by its own address.</p>`;
  const others = otherPods > 0;
  return html`<p class="legend">Pairs lost, of the pairs sent straight to that pod:
<span class="s0">none</span><span class="s1">up to 5 %</span><span class="s2">up to 25 %</span><span class="s3">up to 75 %</span><span class="s4">over 75 %</span></p>
<div class="wide" tabindex="0"><table class="matrix">
<thead><tr><th>Node</th>${pods.map((pod) => html`<th><code>${pod}</code></th>`)}${others ? html`<th>${otherPods} other pods</th>` : ''}</tr></thead>
<tbody>
${rows.map(
  ({
    report,
    cells,
    otherPods: sum,
  }) => html`<tr><td class="name">${shortened(report.node)}</td>${cells.map(cell)}${others ? cell(sum) : ''}</tr>
`,
)}${
  rest.nodes === 0
    ? ''
    : html`<tr class="sum"><td>${rest.nodes} other nodes</td>${rest.cells.map(cell)}${others ? cell(rest.otherPods) : ''}</tr>
`
}</tbody>
</table></div>`;
}

function cell(share: Proportion | undefined): Html {
  if (!share || share.trials === 0) return html`<td class="m">–</td>`;
  return html`<td class="m s${stepOf(share)}">${shareText(share)}</td>`;
}

function stepOf({ failures, trials }: Proportion): number {
  if (failures === 0) return 0;
  const ratio = failures / trials;
  const above = STEPS.filter((end) => ratio > end).length;
  return above + 1;
}

/** Names are at most 253 characters. Two tables of 200 such names would be most of the page. */
function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

function ofAll({ failures, trials }: Proportion): string {
  return `${failures} of ${trials}`;
}
