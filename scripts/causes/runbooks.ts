/** docs/runbooks: the page of each cause's alert, and the table of causes of their index. */

import { code, table } from '../markdown.ts';
import { withPartBetween } from '../text-parts.ts';
import { type CauseAlert, type CausePage, causePages, linksFrom, partOf } from './page.ts';

const MARKS = [
  '<!-- causes: generated from docs/causes/ by `npm run docs` -->',
  '<!-- end of causes -->',
] as const;

export interface Runbook {
  readonly alert: string;
  readonly text: string;
}

/** The runbook of each cause that has an alert, in the order of the table of causes. */
export function causeRunbooks(): readonly Runbook[] {
  return causePages().flatMap((page) =>
    'alert' in page.alerting
      ? [{ alert: page.alerting.alert, text: runbookOf({ ...page, alerting: page.alerting }) }]
      : [],
  );
}

function runbookOf(page: CausePage & { readonly alerting: CauseAlert }): string {
  const part = (heading: Parameters<typeof partOf>[1]) => partOf(page, heading, '');
  return `# ${page.alerting.alert}

## Meaning

${part('Meaning')}

## Impact

${part('Impact')}

## Diagnosis

The verdict's cause is ${code(page.id)}: [how fivesec distinguishes it](../causes.md#${page.id}).

${part('Diagnosis')}

By hand:

${part('Diagnosis by hand')}

## Mitigation

${part('Mitigation')}

<!-- Generated from docs/causes/${page.id}.md by \`npm run docs\`: change that, not this page. -->
`;
}

/** The index with its table of causes replaced: each with its alert, or the reason why it has none. */
export function runbookIndex(index: string): string {
  const rows = causePages().map(({ id, alerting }) => [
    code(id),
    'alert' in alerting
      ? `[${alerting.alert}](${alerting.alert}.md)`
      : `none: ${linksFrom(alerting.noAlert, '')}`,
  ]);
  return withPartBetween(index, MARKS, table(['cause', 'alert'], rows));
}
