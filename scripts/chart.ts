/**
 * `npm run chart` writes the generated files of the chart; `npm run chart -- --check` fails if they differ.
 * The tests use the same functions.
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
import { OPTION_VALUES_FILE, optionValuesFile } from './chart/option-values.ts';
import { README_FILE, readmeFile } from './chart/readme.ts';
import { RULES_FILE, rulesFile } from './chart/rules.ts';
import { scrapeJob } from './chart/scrape.ts';
import { DASHBOARD_FILE, dashboardFile } from './dashboard.ts';
import { keepUpToDate } from './generated.ts';

const read = (file: string) => readFileSync(join(CHART_DIR, file), 'utf8');

/** These are written first, because Helm reads them to render the rules. */
const SOURCES = {
  [CAUSE_TABLE_FILE]: causeTable(),
  [VALUES_FILE]: chartValues(read(VALUES_FILE)),
  [SCHEMA_FILE]: chartSchema(read(SCHEMA_FILE)),
};

const CHART = { folder: pathToFileURL(`${CHART_DIR}/`), command: 'npm run chart' };

keepUpToDate(SOURCES, CHART);
keepUpToDate(
  {
    [README_FILE]: readmeFile(read(README_FILE), read(VALUES_FILE), scrapeJob()),
    [RULES_FILE]: rulesFile(),
    [DASHBOARD_FILE]: dashboardFile(),
    [CONFLICTS_FILE]: conflictsFile(),
    [OPTION_VALUES_FILE]: optionValuesFile(),
  },
  CHART,
);
