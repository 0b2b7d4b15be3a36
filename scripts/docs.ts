/** `npm run docs` writes the pages that derive from the code; `npm run docs -- --check` fails if they differ. */

import { configurationPage } from './configuration-page.ts';
import { keepUpToDate } from './generated.ts';
import { metricsPage } from './metrics-page.ts';
import { webhookPage } from './webhook-page.ts';

const PAGES = {
  'docs/configuration.md': configurationPage(),
  'docs/metrics.md': metricsPage(),
  'docs/webhook.md': webhookPage(),
};

keepUpToDate(
  Object.entries(PAGES).map(([name, text]) => ({
    name,
    place: new URL(`../${name}`, import.meta.url),
    text,
  })),
  'npm run docs',
);
