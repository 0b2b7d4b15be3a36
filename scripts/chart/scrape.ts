/** charts/fivesec/rules/scrape.yaml: the job that the rules want. The README and the head of the rules show it, too. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHART_DIR } from '../../test/support/kubernetes/helm.ts';

const SCRAPE_FILE = 'rules/scrape.yaml';

/** The file's text: a part of a Prometheus' own configuration. */
export function scrapeJob(): string {
  return readFileSync(join(CHART_DIR, SCRAPE_FILE), 'utf8');
}
