/** Every query of the dashboard, sent as Grafana sends it. */

import { isDeepStrictEqual } from 'node:util';
import { dashboardFile } from '../../../scripts/dashboard.ts';
import { sleep, systemClock } from '../../../src/platform/clock.ts';
import type { PrometheusClient, QueryResult } from './promql.ts';

interface PanelAnswer extends QueryResult {
  /** The panel's title and the query's legend. */
  readonly title: string;
}

/** Prometheus' answers to all queries. Throws an error for the first query that it refuses. */
async function panelAnswers(prometheus: PrometheusClient): Promise<readonly PanelAnswer[]> {
  const { panels } = JSON.parse(dashboardFile()) as {
    panels: readonly {
      title: string;
      targets?: readonly { expr: string; legendFormat: string }[];
    }[];
  };
  const queries = panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({ title: `${title}: ${legendFormat}`, expr: filled(expr) })),
  );
  const results = await prometheus.query(queries.map(({ expr }) => expr));
  const refused = results.find(({ error }) => error !== '');
  if (refused !== undefined) throw new Error(`${refused.expr}: ${refused.error}`);
  return results.map((result, index) => ({ ...result, title: queries[index]?.title ?? '' }));
}

/** The dashboard's queries without data. */
export async function emptyQueries(prometheus: PrometheusClient): Promise<readonly string[]> {
  const answers = await panelAnswers(prometheus);
  return answers.filter(({ samples }) => samples.length === 0).map(({ title }) => title);
}

/** The result of `ask` as soon as all its entries are among `expected`, or the last result after the time limit. */
export async function comesTo(
  ask: () => Promise<readonly string[]>,
  expected: readonly string[],
  timeoutMs: number,
): Promise<readonly string[]> {
  const deadline = systemClock.now() + timeoutMs;
  for (;;) {
    const given = await ask();
    if (given.every((one) => expected.includes(one)) || systemClock.now() > deadline) return given;
    await sleep(systemClock, 2000);
  }
}

function filled(expr: string): string {
  return expr
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__range', '10m')
    .replaceAll('$node', '.*')
    .replaceAll(/\$(job|instance)/g, '.+');
}

type Series = Readonly<Record<string, readonly string[]>>;

/** The series of each query from both Prometheus versions once they are equal, or the last ones after the time limit. */
export async function agreedSeries(
  [one, other]: readonly [PrometheusClient, PrometheusClient],
  timeoutMs: number,
): Promise<readonly [Series, Series]> {
  const deadline = systemClock.now() + timeoutMs;
  for (;;) {
    const [first, second] = await Promise.all([panelAnswers(one), panelAnswers(other)]);
    const series = [seriesOf(first), seriesOf(second)] as const;
    if (isDeepStrictEqual(...series) || systemClock.now() > deadline) return series;
    await sleep(systemClock, 2000);
  }
}

/** Compared by labels only, because the two scrape at different times. Prometheus 3 writes a whole bucket edge with a decimal. */
function seriesOf(answers: readonly PanelAnswer[]): Series {
  const written = ({ le, ...labels }: Readonly<Record<string, string>>) =>
    JSON.stringify(le === undefined ? labels : { le: le.replace(/\.0$/, ''), ...labels });
  return Object.fromEntries(
    answers.map(({ title, samples }) => [title, samples.map(({ labels }) => written(labels)).toSorted()]),
  );
}
