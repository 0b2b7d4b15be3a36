/** The page `/fleet`: the conclusion over all nodes, then causes, nodes, the matrix of nodes and DNS pods, and who did not answer. */

import { type Html, html } from '../status/html.ts';
import { type Conclusion, conclude, countOf } from './conclusion.ts';
import { FLEET_STYLE } from './fleet-style.ts';
import { nodeTable, podTable } from './fleet-tables.ts';
import { countByCause, healthOf, titleOf } from './health.ts';
import { fleetMatrix } from './matrix.ts';
import { openNode } from './open-node.ts';
import { podLosses } from './pod-losses.ts';
import type { SilentAgent, Survey } from './survey.ts';

/** Limits that keep the page below 150 kB. Further nodes, DNS pods and silent agents are only counted. */
const PAGE_LIMITS = { rows: 200, pods: 10, silent: 100 } as const;

const COLUMNS = html`<details><summary>What the columns mean</summary>
<dl>
<dt>Confidence</dt><dd>how sure the verdict is: 95 % is certain, 80 % likely, 60 % more probable than not, 50 % possible</dd>
<dt>Slow lookups</dt><dd>lookups that took 2.4 s or longer, of all lookups</dd>
<dt>Lost pairs</dt><dd>a pair is an A and an AAAA query for one name; it is lost if one of the two got no answer. The table below counts the pairs that were sent straight to a DNS pod; they are not counted here</dd>
<dt>Race window</dt><dd>can A and AAAA clash in the node's connection tracking? open: yes, and a packet is lost; partly-repaired: sometimes lost; repaired: yes, nothing is lost; absent: no clash was seen; unknown: not measured</dd>
</dl></details>`;

export function fleetPage(survey: Survey): string {
  const { reports, silent, warnings } = survey;
  const losses = podLosses(reports);
  const matrix = fleetMatrix(reports, PAGE_LIMITS, losses);
  return framed(html`${conclusionBox(conclude(reports, losses))}
<p>${sums(survey)}</p>
${warnings.map(
  (warning) => html`<p>Note: ${warning}</p>
`,
)}<section>
<h2>Nodes by cause</h2>
${causeTable(survey)}
</section>
${
  reports.length === 0
    ? ''
    : html`<section>
<h2>Nodes</h2>
${nodeTable(matrix)}
${COLUMNS}
${openNode(matrix.rows[0]?.report)}</section>
<section>
<h2>Loss by node and DNS pod</h2>
${podTable(matrix)}
</section>
`
}${silent.length === 0 ? '' : silentList(silent)}`);
}

/** Shown if the agent has no option to find the others, or if it found none. */
export function fleetlessPage(reason: string): string {
  return framed(html`<p class="conclusion unknown">${reason}</p>
`);
}

function framed(content: Html): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>fivesec: all nodes</title>
<style>${FLEET_STYLE}</style>
</head>
<body>
<header><h1>fivesec <small>all nodes</small></h1></header>
<main>
${content}</main>
<footer><nav><a href="/">this node</a> <a href="/api/node">this node's report (JSON)</a></nav></footer>
</body>
</html>
`;
  return page.text;
}

function conclusionBox({ kind, sentence }: Conclusion): Html {
  const tone = kind === 'healthy' ? '' : kind === 'starting' || kind === 'no-answer' ? ' unknown' : ' bad';
  return html`<p class="conclusion${tone}">${sentence}</p>`;
}

function sums({ reports, silent, startedAt, tookMs }: Survey): string {
  const starting = reports.filter((report) => healthOf(report) === 'starting').length;
  const at = new Date(startedAt).toISOString().slice(11, 19);
  const young = starting === 0 ? '' : ` Still in the first round of probes: ${starting}.`;
  const missing = silent.length === 0 ? '' : ` ${countOf(silent.length, 'agent')} did not.`;
  return `${countOf(reports.length, 'node')} answered at ${at} UTC, in ${tookMs < 100 ? 'less than 0.1' : (tookMs / 1000).toFixed(1)} s.${missing}${young} Reload to ask again.`;
}

function causeTable({ reports }: Survey): Html {
  const counts = countByCause(reports);
  if (counts.length === 0) return html`<p class="quiet">No node has a known fault.</p>`;
  return html`<div class="wide" tabindex="0"><table>
<thead><tr><th>Cause</th><th class="number">Nodes</th><th>What happens</th></tr></thead>
<tbody>
${counts.map(
  ({
    cause,
    nodes,
  }) => html`<tr><td><code>${cause}</code></td><td class="number">${nodes}</td><td class="what">${titleOf(cause)}</td></tr>
`,
)}</tbody>
</table></div>`;
}

function silentList(silent: readonly SilentAgent[]): Html {
  const more = silent.length - PAGE_LIMITS.silent;
  return html`<section>
<h2>Did not answer: ${silent.length}</h2>
<ul class="silent">
${silent.slice(0, PAGE_LIMITS.silent).map(
  ({ agent, reason }) => html`<li><code>${agent}</code>: ${reason}</li>
`,
)}</ul>
${more > 0 ? html`<p>And ${more} more.</p>` : ''}
</section>
`;
}
