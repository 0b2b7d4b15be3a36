/** Which alerts fire when, as promtool computes it from series. */

import { parse, stringify } from 'yaml';
import { promtool } from '../../test/support/monitoring/promtool.ts';
import { SCRAPE_MS, type Series } from './series.ts';

/** An alert that fired without a break. */
export interface Firing {
  readonly alert: string;
  readonly severity: string;
  readonly cause: string;
  /** Since the start of the series; the end is the first evaluation without it. */
  readonly fromMs: number;
  readonly untilMs: number;
}

const FIRING = 'ALERTS{alertstate="firing"}';

/** promtool prints the alerts that fire where none is expected. This shows which alerts fire. */
export function timelineOf(rules: string, series: Series): readonly Firing[] {
  const length = Math.max(...[...series.values()].map((values) => values.length));
  const times = Array.from({ length }, (_, index) => index * SCRAPE_MS);
  const suite = {
    rule_files: ['rules.yaml'],
    evaluation_interval: `${SCRAPE_MS / 1000}s`,
    // Without a stated order, promtool evaluates groups in a different order each time, and recorded series may be 30 s late.
    group_eval_order: (parse(rules) as { groups: readonly { name: string }[] }).groups.map(
      ({ name }) => name,
    ),
    tests: [
      {
        interval: `${SCRAPE_MS / 1000}s`,
        input_series: [...series].map(([name, values]) => ({ series: name, values: values.join(' ') })),
        promql_expr_test: times.map((ms) => ({
          expr: FIRING,
          eval_time: `${ms / 1000}s`,
          exp_samples: [],
        })),
      },
    ],
  };
  const { output } = promtool(['test', 'rules', 'suite.yaml'], {
    'rules.yaml': rules,
    'suite.yaml': stringify(suite),
  });
  return firings(output);
}

const AT = /time: ((?:\d+h)?(?:\d+m)?(?:\d+s)?),\s*exp: .*\s*got: (.*)/g;
const ALERT = /\{__name__="ALERTS", ([^}]*)\}/g;

function firings(output: string): readonly Firing[] {
  const open = new Map<string, Firing>();
  const ended: Firing[] = [];
  for (const [, time = '', got = ''] of output.matchAll(AT)) {
    const atMs = milliseconds(time);
    for (const [, labels = ''] of got.matchAll(ALERT)) {
      const before = open.get(labels);
      if (before !== undefined && before.untilMs >= atMs) {
        open.set(labels, { ...before, untilMs: atMs + SCRAPE_MS });
        continue;
      }
      if (before !== undefined) ended.push(before);
      const label = (name: string) => new RegExp(`(?:^|, )${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
      const severity = label('long') === '' ? label('severity') : `${label('severity')}, ${label('long')}`;
      open.set(labels, {
        alert: label('alertname'),
        severity,
        cause: label('cause'),
        fromMs: atMs,
        untilMs: atMs + SCRAPE_MS,
      });
    }
  }
  return [...ended, ...open.values()].sort((one, other) => one.fromMs - other.fromMs);
}

/** `1h5m30s`. */
function milliseconds(time: string): number {
  const part = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(time)?.[1] ?? 0);
  return ((part('h') * 60 + part('m')) * 60 + part('s')) * 1000;
}
