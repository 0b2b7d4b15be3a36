/**
 * `npm run chart` writes what the chart carries and a generator makes; `npm run chart -- --check` fails if it differs.
 * The tests compare with the same functions.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHART_DIR } from '../test/support/kubernetes/helm.ts';
import { CONFLICTS_FILE, conflictsFile } from './chart-conflicts.ts';
import { README_FILE, readmeFile } from './chart-readme.ts';
import { RULES_FILE, rulesFile } from './chart-rules.ts';
import { scrapeJob } from './chart-scrape.ts';
import { DASHBOARD_FILE, dashboardFile } from './dashboard.ts';
import { keepUpToDate } from './generated.ts';

const read = (file: string) => readFileSync(join(CHART_DIR, file), 'utf8');

const FILES = {
  [README_FILE]: readmeFile(read(README_FILE), read('values.yaml'), scrapeJob()),
  [RULES_FILE]: rulesFile(),
  [DASHBOARD_FILE]: dashboardFile(),
  [CONFLICTS_FILE]: conflictsFile(),
};

keepUpToDate(
  Object.entries(FILES).map(([name, text]) => ({ name, place: pathToFileURL(join(CHART_DIR, name)), text })),
  'npm run chart',
);
