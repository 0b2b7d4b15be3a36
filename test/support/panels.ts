/** Every query of the dashboard, asked as Grafana would ask it. */

import { dashboardFile } from '../../scripts/dashboard.ts';
import { sleep, systemClock } from '../../src/platform/clock.ts';
import type { Oracle, QueryResult } from './promql.ts';

export interface PanelAnswer extends QueryResult {
  /** The panel's title and the query's legend. */
  readonly title: string;
}

/** What Prometheus answers to every query. Throws for the first that it refuses. */
export async function panelAnswers(oracle: Oracle): Promise<readonly PanelAnswer[]> {
  const { panels } = JSON.parse(dashboardFile()) as {
    panels: readonly {
      title: string;
      targets?: readonly { expr: string; legendFormat: string }[];
    }[];
  };
  const queries = panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({ title: `${title}: ${legendFormat}`, expr: filled(expr) })),
  );
  const results = await oracle.query(queries.map(({ expr }) => expr));
  const refused = results.find(({ error }) => error !== '');
  if (refused !== undefined) throw new Error(`${refused.expr}: ${refused.error}`);
  return results.map((result, index) => ({ ...result, title: queries[index]?.title ?? '' }));
}

/** The queries without data, once no more than `expected` are without; whatever they are when the time is over. */
export async function unanswered(
  oracle: Oracle,
  expected: readonly string[],
  timeoutMs: number,
): Promise<readonly string[]> {
  const deadline = systemClock.now() + timeoutMs;
  for (;;) {
    const answers = await panelAnswers(oracle);
    const empty = answers.filter(({ samples }) => samples.length === 0).map(({ title }) => title);
    if (empty.every((title) => expected.includes(title)) || systemClock.now() > deadline) return empty;
    await sleep(systemClock, 5000);
  }
}

function filled(expr: string): string {
  return expr
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__range', '10m')
    .replaceAll('$node', '.*')
    .replaceAll(/\$(job|instance)/g, '.+');
}
