/** charts/fivesec/dashboards/fivesec.json: is there a problem, why, and which remedy would help. */

import { CAUSES_ROW, ENDPOINTS, REMEDIES } from './dashboard/causes.ts';
import { grafanaDashboard } from './dashboard/grafana.ts';
import { INJECTION } from './dashboard/injection.ts';
import { AGENTS, KERNEL } from './dashboard/machine.ts';
import { DURATIONS, PROBLEM } from './dashboard/problem.ts';

export const DASHBOARD_FILE = 'dashboards/fivesec.json';

/** The dashboard as Grafana's sidecar loads it: JSON, two spaces, a newline at the end. */
export function dashboardFile(): string {
  const model = grafanaDashboard({
    uid: 'fivesec',
    title: 'fivesec: slow DNS lookups',
    description: 'Lookups that take a resolver timeout: on which node, why, and what would help.',
    tags: ['fivesec', 'dns'],
    present: 'fivesec_build_info',
    rows: [PROBLEM, CAUSES_ROW, REMEDIES, INJECTION, DURATIONS, ENDPOINTS, KERNEL, AGENTS],
  });
  return `${JSON.stringify(model, null, 2)}\n`;
}
