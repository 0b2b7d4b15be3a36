/** `npm run chart`: writes what the chart carries and a generator makes. The tests compare with the same functions. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHART_DIR } from '../test/support/helm.ts';
import { README_FILE, readmeFile } from './chart-readme.ts';
import { RULES_FILE, rulesFile } from './chart-rules.ts';
import { DASHBOARD_FILE, dashboardFile } from './dashboard.ts';

const read = (file: string) => readFileSync(join(CHART_DIR, file), 'utf8');
const write = (file: string, text: string) => writeFileSync(join(CHART_DIR, file), text);

write(README_FILE, readmeFile(read(README_FILE), read('values.yaml')));
write(RULES_FILE, rulesFile());
write(DASHBOARD_FILE, dashboardFile());
