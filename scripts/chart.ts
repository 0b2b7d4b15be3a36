/**
 * `npm run chart` writes what the chart carries and a generator makes; `npm run chart -- --check` fails if it differs.
 * The tests compare with the same functions.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHART_DIR } from '../test/support/kubernetes/helm.ts';
import {
  CAUSE_TABLE_FILE,
  causeTable,
  chartSchema,
  chartValues,
  SCHEMA_FILE,
  VALUES_FILE,
} from './causes/chart.ts';
import { CONFLICTS_FILE, conflictsFile } from './chart/conflicts.ts';
import { README_FILE, readmeFile } from './chart/readme.ts';
import { RULES_FILE, rulesFile } from './chart/rules.ts';
import { scrapeJob } from './chart/scrape.ts';
import { DASHBOARD_FILE, dashboardFile } from './dashboard.ts';
import { keepUpToDate } from './generated.ts';

const read = (file: string) => readFileSync(join(CHART_DIR, file), 'utf8');

/** What helm reads: written first, for the rules are its rendering. */
const SOURCES = {
  [CAUSE_TABLE_FILE]: causeTable(),
  [VALUES_FILE]: chartValues(read(VALUES_FILE)),
  [SCHEMA_FILE]: chartSchema(read(SCHEMA_FILE)),
};

function keep(files: Readonly<Record<string, string>>): void {
  keepUpToDate(
    Object.entries(files).map(([name, text]) => ({
      name,
      place: pathToFileURL(join(CHART_DIR, name)),
      text,
    })),
    'npm run chart',
  );
}

keep(SOURCES);
keep({
  [README_FILE]: readmeFile(read(README_FILE), read(VALUES_FILE), scrapeJob()),
  [RULES_FILE]: rulesFile(),
  [DASHBOARD_FILE]: dashboardFile(),
  [CONFLICTS_FILE]: conflictsFile(),
});
