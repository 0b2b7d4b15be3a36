/** A verdict in full: its facts, the remedy to begin with, the other remedies folded, and the link to its page. */

import { type Rank, rankOf } from '../diagnosis/rank.ts';
import { CAUSES, type Cause, harmOf } from '../domain/cause.ts';
import { sureText, type Verdict } from '../domain/verdict.ts';
import { type Content, type Html, html, prose } from './html.ts';
import type { PageView } from './page-view.ts';
import { firstRemedy } from './summary.ts';

const CAUSE_PAGES = 'https://github.com/fivesec/fivesec/blob/main/docs/causes';
const MOST_FACTS = 8;
const MOST_REMEDIES = 6;
/** With what was measured, the remedy to begin with may have 400 characters. */
const LONGEST_REMEDY = 600;

export function verdictCard(verdict: Verdict, view: PageView): Html {
  const { cause, facts } = verdict;
  const harm = harmOf(cause);
  const tone = harm === 'fault' ? 'bad' : harm === 'harmless' ? 'calm' : 'unsure';
  return html`<article class="verdict ${tone}" id="verdict-${cause}">
<h3><code>${cause}</code> <small>${rankOf(verdict) === 'aside' ? '' : sureText(verdict)}</small></h3>
<p>${sentenceCase(CAUSES[cause].title)}.</p>
<ul class="facts">${facts.slice(0, MOST_FACTS).map((fact) => html`<li>${prose(fact)}</li>`)}</ul>
${remedies(verdict, view)}
<p class="runbook"><a href="${causePage(cause)}" rel="noreferrer">Runbook: what to check and what to change</a></p>
</article>
`;
}

const FOLDED: Readonly<Record<Rank, string>> = {
  claim: 'Also',
  possible: 'Possible',
  unlikely: 'Unlikely',
  aside: 'Not the reason',
};

/** A further verdict, folded to one line. */
export function foldedVerdict(verdict: Verdict, view: PageView): Html {
  const { cause } = verdict;
  const rank = rankOf(verdict);
  const sure = rank === 'aside' ? '' : sureText(verdict);
  return html`<details class="also" id="also-${cause}"><summary>${FOLDED[rank]}: <code>${cause}</code>${sure === '' ? '' : html` <small>(${sure})</small>`}: ${CAUSES[cause].title}</summary>
${verdictCard(verdict, view)}</details>
`;
}

/** The page of a cause in the project's documentation. */
export function causePage(cause: Cause): string {
  return `${CAUSE_PAGES}/${cause}.md`;
}

/** None for a cause that is unlikely or not the reason: nobody should change a cluster for it. */
function remedies(verdict: Verdict, view: PageView): Content {
  const rank = rankOf(verdict);
  const first = rank === 'unlikely' || rank === 'aside' ? undefined : firstRemedy(verdict, view);
  if (first === undefined) return '';
  const others = verdict.remedies.filter((remedy) => remedy !== first).slice(0, MOST_REMEDIES);
  const word = first.measured === undefined ? 'Do this first' : 'Do this first (measured here)';
  return html`<div class="remedy-box"><h4>${word}</h4>
<p class="remedy">${prose(first.change, LONGEST_REMEDY)}</p></div>
${
  others.length === 0
    ? ''
    : html`<details id="remedies-${verdict.cause}"><summary>Other remedies (${others.length})</summary>
<ul class="remedies">${others.map(({ change }) => html`<li class="remedy">${prose(change)}</li>`)}</ul></details>`
}`;
}

function sentenceCase(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
