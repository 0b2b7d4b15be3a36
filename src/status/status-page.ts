/** The page that a person sees at the agent's address: is DNS healthy on this node, why not, and what helps. Works without script. */

import { wentWrong } from '../journal/journal.ts';
import { PAGE_ICON, PAGE_SCRIPT, PAGE_STYLE } from './assets.ts';
import { timeOfDay } from './format-time.ts';
import { bounded, type Content, type Html, html } from './html.ts';
import { nodeFacts } from './node-facts.ts';
import type { PageView } from './page-view.ts';
import { spanInWords } from './past-stalls.ts';
import { counters } from './picture/counters.ts';
import { lossByStrategy } from './picture/loss-by-strategy.ts';
import { podTable } from './picture/pod-table.ts';
import { isUncovered, scatter, spanOf } from './picture/scatter.ts';
import { podFlows } from './pod-flows.ts';
import { probeTable } from './probe-table.ts';
import { isLookup, slowLookups } from './slow-lookups.ts';
import { leading, summary } from './summary.ts';
import { tracedUrls } from './traced-urls.ts';
import { foldedVerdict, verdictCard } from './verdict-card.ts';

const LINKS = [
  ['/fleet', 'all nodes'],
  ['/metrics', 'metrics'],
  ['/api/recent', 'recent probes (JSON)'],
  ['/api/verdicts', 'verdicts (JSON)'],
  ['/-/healthy', 'health'],
  ['/-/ready', 'readiness'],
] as const;
const MOST_PROBES = 12;
const MOST_OTHER_VERDICTS = 3;

export function statusPage(view: PageView): string {
  const node = bounded(view.nodeName, 63);
  const { tone, sentence } = summary(view);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<noscript><meta http-equiv="refresh" content="30"></noscript>
<title>fivesec on ${node}</title>
<link rel="icon" href="${PAGE_ICON.path}">
<link rel="stylesheet" href="${PAGE_STYLE.path}">
<script src="${PAGE_SCRIPT.path}" defer></script>
</head>
<body>
<header>
<h1>fivesec <small>${bounded(view.version, 40)}</small></h1>
<p class="where"><span class="quiet">node</span> ${node} <a href="/fleet">all nodes</a></p>
<p class="state">${condition(view)} <span class="quiet">as of <time>${timeOfDay(view.now).slice(0, 8)}</time> UTC</span> <span id="connection" role="status"></span></p>
</header>
<main>
<p class="sentence ${tone}">${sentence}</p>
${sections(view)}
</main>
<footer><nav aria-label="Other pages">${LINKS.map(([path, label]) => html`<a href="${path}">${label}</a> `)}</nav></footer>
</body>
</html>
`;
  return page.text;
}

function sections(view: PageView): Content {
  const { evidence } = view.judgement;
  const minutes = Math.max(1, Math.round(evidence.windowMs / 60_000));
  const since = `the last ${minutes === 1 ? 'minute' : `${minutes} minutes`}, or since the last change`;
  return html`${section('verdicts', 'Verdict', verdicts(view))}
${section('lookups', `Lookups of the last ${spanInWords(spanOf(view.past))}`, [scatter(view.past, view.now), legend(view)])}
${section('slow', 'Lookups that stalled or failed', slowLookups(view.journal))}
<div class="columns">
${section('strategies', 'Loss by strategy', [lossByStrategy(evidence), html`<p class="quiet">Counted over ${since}.</p>`])}
<div>
${section('pods', 'DNS pods', podTable(evidence, view.pods, view.flows))}
${section('counters', 'conntrack in the last 15 minutes', counters(view))}
</div>
</div>
${view.flows === undefined ? '' : section('flows', "DNS flows of the node's pods", podFlows(view.flows))}${view.requests.length === 0 ? '' : section('requests', 'HTTP requests', tracedUrls(view.requests))}${section('node', 'This node', nodeFacts(view))}
${section('probes', 'Other probes', probes(view))}`;
}

/** The one that the first sentence is about comes first, in full. */
function verdicts(view: PageView): Content {
  const all = view.judgement.verdicts;
  const first = leading(all) ?? all[0];
  if (first === undefined) return nothingWrong(view);
  const others = all.filter((verdict) => verdict !== first).slice(0, MOST_OTHER_VERDICTS);
  return [
    verdictCard(first, view),
    others.map((verdict) => foldedVerdict(verdict, view)),
    html`<p class="quiet">Words such as <code>pair</code> and <code>race</code> are strategies, ways to send queries: <a href="#strategies">what each one sends</a>.</p>`,
  ];
}

function section(id: string, heading: string, content: Content): Html {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${content}
</section>`;
}

function probes({ journal: { notable, others } }: PageView): Content {
  const pairs = notable.filter((entry) => !isLookup(entry) && wentWrong(entry));
  return html`<details id="notable-pairs"><summary>Pairs that were slow or failed (${pairs.length})</summary>
${probeTable(pairs.slice(0, MOST_PROBES), 'Slow or failed pairs')}</details>
<details id="other-probes"><summary>Probes that went well</summary>
${probeTable(others.slice(0, MOST_PROBES), 'The newest of them')}</details>`;
}

function condition({ healthy, ready }: PageView): Html {
  if (!healthy) return html`<span class="badge bad">stopped: no probe was started for three intervals</span>`;
  if (!ready) return html`<span class="badge">starting: the first round is not done</span>`;
  return html`<span class="badge good">measuring</span>`;
}

function nothingWrong({ ready }: PageView): Html {
  const text = ready
    ? 'Nothing is wrong with DNS here, as far as was measured.'
    : 'Nothing is known yet: the first round of probes is under way.';
  return html`<p class="quiet">${text}</p>`;
}

function legend({ past }: PageView): Html {
  const early = isUncovered(past)
    ? html` <span><span class="key uncovered"></span>before fivesec started</span>`
    : '';
  const held = past.lookups.some(({ starved }) => starved)
    ? html` <span>pale: not counted, as fivesec got too little CPU</span>`
    : '';
  return html`<p class="legend"><span><span class="key quick"></span>answered</span> <span><span class="key stalled"></span>stalled: 2.4 s or longer</span> <span><span class="key failed"></span>failed</span> <span><span class="key band"></span>2.5 s and 5 s: the timeouts of musl and glibc</span>${held}${early}</p>`;
}
