/** charts/fivesec/rules/scrape.yaml: the scrape job that the rules need. The chart's README and the head of the rules show it as well. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHART_DIR } from '../../test/support/kubernetes/helm.ts';

const SCRAPE_FILE = 'rules/scrape.yaml';

/** The file's text: a part of a Prometheus' own configuration. */
export function scrapeJob(): string {
  return readFileSync(join(CHART_DIR, SCRAPE_FILE), 'utf8');
}
