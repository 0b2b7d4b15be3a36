/** docs/causes.md: the pages of all causes, one below the other. */

import { code, generatedFrom, table } from '../markdown.ts';
import { type CausePage, causePages, type Heading, linksFrom, PLACES, type Place, partOf } from './page.ts';

const SHOWN: readonly Heading[] = [
  'Meaning',
  'Impact',
  'How fivesec distinguishes it',
  'Diagnosis by hand',
  'Mitigation',
];

export function causesPage(): string {
  return `${generatedFrom('docs/causes/')}

# Causes

Each verdict of fivesec has one of these causes. Metrics (label \`cause\`), logs and \`--json\` use these ids. The [glossary](glossary.md) explains the words.

A verdict states its rule and its facts with numbers. If there are two causes at once, there are two verdicts. A healthy path has none.

A verdict has a confidence from 0 to 1. It comes from exact tests: it is 0.95 (certain) if the probability of chance is below 0.05 %, 0.8 (likely) below 0.2 %, and 0.5 (possible) below 5 %.
Some rules set another value, which is stated below. A way to ask that loses more or fewer queries than the cause can explain limits the confidence to 0.5. If no cause has 0.5 or more, \`not-enough-evidence\` comes first. Alerts fire from 0.6 on.

A node's counters rise for many reasons. fivesec reads them in short steps, and compares the steps in which one of its own queries was lost with all others.
A rise counts as evidence only if it is larger in those steps. A counter that can't be read never raises a confidence.

The causes by where the fault is:

${causesByPlace()}

${causePages().map(section).join('\n\n')}
`;
}

function causesByPlace(): string {
  const pages = causePages();
  const rows = (Object.keys(PLACES) as Place[]).map((place) => [
    PLACES[place],
    pages
      .flatMap(({ id, alerting }) => (alerting.where === place ? [`[${code(id)}](#${id})`] : []))
      .join(', '),
  ]);
  return table(['where', 'causes'], rows);
}

function section(page: CausePage): string {
  const parts = SHOWN.map((heading) => `### ${heading}\n\n${partOf(page, heading, 'runbooks/')}`);
  return [`## ${page.id}`, alertLine(page), ...parts].join('\n\n');
}

function alertLine({ alerting }: CausePage): string {
  if ('noAlert' in alerting) return `Alert: none, because ${linksFrom(alerting.noAlert, 'runbooks/')}.`;
  const { alert, severity, for: pending } = alerting;
  return `Alert: [${alert}](runbooks/${alert}.md), ${code(severity)}, after ${pending}.`;
}
