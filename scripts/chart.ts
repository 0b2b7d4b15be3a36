/**
 * `npm run chart` writes what the chart carries and a generator makes; `npm run chart -- --check` fails if it differs.
 * The tests compare with the same functions.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHART_DIR } from '../test/support/helm.ts';
import { README_FILE, readmeFile } from './chart-readme.ts';
import { RULES_FILE, rulesFile } from './chart-rules.ts';
import { DASHBOARD_FILE, dashboardFile } from './dashboard.ts';

const read = (file: string) => readFileSync(join(CHART_DIR, file), 'utf8');

const FILES: readonly (readonly [file: string, text: string])[] = [
  [README_FILE, readmeFile(read(README_FILE), read('values.yaml'))],
  [RULES_FILE, rulesFile()],
  [DASHBOARD_FILE, dashboardFile()],
];

const outdated = FILES.filter(([file, text]) => read(file) !== text);
if (process.argv.includes('--check')) {
  for (const [file] of outdated) console.error(`${file} is outdated: run \`npm run chart\``);
  process.exitCode = outdated.length > 0 ? 1 : 0;
} else {
  for (const [file, text] of outdated) {
    writeFileSync(join(CHART_DIR, file), text);
    console.log(`${file} written`);
  }
}
