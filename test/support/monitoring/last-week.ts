/** The storage of a Prometheus that has run for weeks: promtool fills it before Prometheus starts. */

import { promtool } from './promtool.ts';

const WEEK_S = 7 * 86_400;
const EVERY_S = 15;
/** The time before and after that moment a week ago that has samples: longer than any test needs. */
const AROUND_S = 30 * 60;

/** One counter as it was a week ago. */
export interface Remembered {
  /** Its name without `_total`. */
  readonly counter: string;
  readonly series: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly perSecond: number;
  }[];
}

/** Writes the samples around a week before `nowS`, seconds since 1970, as blocks into a Prometheus' `storage`. */
export function rememberLastWeek(storage: string, remembered: Remembered, nowS: number): void {
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', 'last-week.txt', storage];
  const { ok, output } = promtool(args, { 'last-week.txt': openMetrics(remembered, nowS - WEEK_S) });
  if (!ok) throw new Error(`promtool wrote no blocks: ${output}`);
}

function openMetrics({ counter, series }: Remembered, aroundS: number): string {
  const lines = series.flatMap(({ labels, perSecond }) => {
    const written = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    return Array.from({ length: (2 * AROUND_S) / EVERY_S }, (_, index) => {
      const passedS = index * EVERY_S;
      const at = Math.round(aroundS) - AROUND_S + passedS;
      return `${counter}_total{${written.join()}} ${passedS * perSecond} ${at}`;
    });
  });
  return [`# TYPE ${counter} counter`, ...lines, '# EOF', ''].join('\n');
}
