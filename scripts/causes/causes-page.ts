/** docs/causes.md: the pages of all causes, one below the other. */

import { code, generatedFrom } from '../markdown.ts';
import { type CausePage, causePages, type Heading, linksFrom, partOf } from './page.ts';

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

Each verdict of fivesec names one of these causes. The ids are the values of the label \`cause\` in metrics, logs and \`--json\`.

A verdict has a confidence from 0 to 1: from 0.8 on it is likely, up to 0.5 it is merely possible, and then \`not-enough-evidence\` comes first.
It says which rule fired, and lists its facts with numbers. Two causes at once are both named. Confidence comes from exact tests, in few steps:
chance below 0.05 % is certain (0.95), below 0.2 % likely (0.8), below 5 % possible (0.5). No verdict is surer than what its cause predicts: a way to ask
that loses more or less than the cause can explain keeps it at 0.5.

Counters of a node move for many reasons. fivesec reads them in short steps and compares the steps in which one of its own queries was lost with all others;
only what rises more there counts. A reading that can't be read never makes a verdict surer. A healthy path has no verdict at all.

${causePages().map(section).join('\n\n')}
`;
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
