/** `npm run docs` writes the pages that derive from the code; `npm run docs -- --check` fails if they differ. */

import { readFileSync } from 'node:fs';
import { causesPage } from './causes/causes-page.ts';
import { checkSchema } from './causes/check-schema.ts';
import { readmeOf } from './causes/readme.ts';
import { causeRunbooks, runbookIndex } from './causes/runbooks.ts';
import { keepUpToDate } from './generated.ts';
import { accuracyPage, measuredIn } from './pages/accuracy.ts';
import { cliPage } from './pages/cli.ts';
import { configurationPage } from './pages/configuration.ts';
import { licencesPage } from './pages/licences.ts';
import { metricsPage } from './pages/metrics.ts';
import { webhookPage } from './pages/webhook.ts';
import { withLastPart } from './text-parts.ts';

const ROOT = new URL('../', import.meta.url);
const committed = (name: string) => readFileSync(new URL(name, ROOT), 'utf8');

const PAGES = {
  'README.md': readmeOf(committed('README.md')),
  'docs/accuracy.md': accuracyPage(measuredIn(committed('docs/accuracy.md'))),
  'docs/causes.md': causesPage(),
  'docs/check.schema.json': checkSchema(committed('docs/check.schema.json')),
  'docs/cli.md': cliPage(),
  'docs/configuration.md': configurationPage(),
  'docs/licences.md': licencesPage(),
  'docs/metrics.md': metricsPage(),
  'docs/remedies.md': withLastPart(committed('docs/remedies.md'), committed('test/lab/proof/prose.md')),
  'docs/runbooks/README.md': runbookIndex(committed('docs/runbooks/README.md')),
  'docs/webhook.md': webhookPage(),
  ...Object.fromEntries(causeRunbooks().map(({ alert, text }) => [`docs/runbooks/${alert}.md`, text])),
};

keepUpToDate(PAGES, { folder: ROOT, command: 'npm run docs' });
