/** charts/fivesec/dashboards/fivesec.json: is there a problem, why, and which remedy would help. */

import { AGENTS } from './dashboard/agents.ts';
import { CAUSES } from './dashboard/causes.ts';
import { DURATIONS } from './dashboard/durations.ts';
import { ENDPOINTS } from './dashboard/endpoints.ts';
import { grafanaDashboard } from './dashboard/grafana.ts';
import { INJECTION } from './dashboard/injection.ts';
import { KERNEL } from './dashboard/kernel.ts';
import { PROBLEM } from './dashboard/problem.ts';
import { REMEDIES } from './dashboard/remedies.ts';

export const DASHBOARD_FILE = 'dashboards/fivesec.json';

/** The dashboard as Grafana's sidecar loads it: JSON, two spaces, a newline at the end. */
export function dashboardFile(): string {
  const model = grafanaDashboard({
    uid: 'fivesec',
    title: 'fivesec: slow DNS lookups',
    description: 'Lookups that take a resolver timeout: on which node, why, and what would help.',
    tags: ['fivesec', 'dns'],
    present: 'fivesec_build_info',
    rows: [PROBLEM, CAUSES, REMEDIES, INJECTION, DURATIONS, ENDPOINTS, KERNEL, AGENTS],
  });
  return `${JSON.stringify(model, null, 2)}\n`;
}
