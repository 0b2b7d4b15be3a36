/** The page that a person sees at the agent's address: what is wrong here, and where to read more. Needs no script. */

import { CAUSES } from '../domain/cause.ts';
import { formatServer, type Server } from '../domain/server.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { JournalView } from '../journal/journal.ts';
import { type Content, type Html, html } from './html.ts';
import { probeTable } from './probe-table.ts';
import { STYLE } from './style.ts';

export interface PageFacts {
  readonly version: string;
  readonly nodeName: string;
  readonly nameservers: readonly Server[];
  /** The names that are looked up. */
  readonly names: readonly string[];
}

interface Condition {
  readonly ready: boolean;
  readonly healthy: boolean;
}

const LINKS = [
  ['/metrics', 'metrics'],
  ['/api/recent', 'recent probes (JSON)'],
  ['/api/verdicts', 'verdicts (JSON)'],
  ['/-/healthy', 'health'],
  ['/-/ready', 'readiness'],
] as const;

export function statusPage(
  facts: PageFacts & Condition,
  verdicts: readonly Verdict[],
  { notable, others }: JournalView,
): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="10">
<title>fivesec on ${facts.nodeName}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>fivesec <small>${facts.version}</small></h1>
<p>${condition(facts)}</p>
</header>
<main>
<dl>
<dt>Node</dt><dd>${facts.nodeName}</dd>
<dt>Nameservers</dt><dd>${listed(facts.nameservers.map(formatServer))}</dd>
<dt>Names</dt><dd>${listed(facts.names)}</dd>
</dl>
<section>
<h2>Verdicts</h2>
${verdicts.length > 0 ? verdicts.map(verdictCard) : quiet(facts.ready)}
</section>
<section>
<h2>Slow or failed</h2>
${notable.length > 0 ? probeTable(notable) : html`<p class="quiet">None so far.</p>`}
</section>
<section>
<h2>Other probes</h2>
${others.length > 0 ? probeTable(others.slice(0, 20)) : html`<p class="quiet">None so far.</p>`}
</section>
</main>
<footer><nav>${LINKS.map(([path, label]) => html`<a href="${path}">${label}</a> `)}</nav></footer>
</body>
</html>
`;
  return page.text;
}

function condition({ healthy, ready }: Condition): Html {
  if (!healthy) return html`<span class="badge bad">stalled: no probe was started for three intervals</span>`;
  if (!ready) return html`<span class="badge">starting: the first round is not done</span>`;
  return html`<span class="badge good">measuring</span>`;
}

function quiet(ready: boolean): Html {
  const text = ready
    ? 'Nothing is wrong with DNS here, as far as was measured.'
    : 'Nothing is known yet: the first round of probes is under way.';
  return html`<p class="quiet">${text}</p>`;
}

function listed(items: readonly string[]): Content {
  return items.length > 0 ? items.map((item) => html`<code>${item}</code> `) : 'none';
}

function verdictCard({ cause, confidence, facts, remedies }: Verdict): Html {
  return html`<article>
<h3><code>${cause}</code> <small>${Math.round(confidence * 100)} % sure</small></h3>
<p>${CAUSES[cause].title}.</p>
<ul>${facts.map((fact) => html`<li>${fact}</li>`)}</ul>
${remedies.map(({ change }) => html`<p class="remedy">${change}</p>`)}
</article>
`;
}
