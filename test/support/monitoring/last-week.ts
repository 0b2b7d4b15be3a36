/** Fills the storage of a Prometheus with samples of a week ago, with promtool, before Prometheus starts. */

import { promtool } from './promtool.ts';

const WEEK_S = 7 * 86_400;
const SAMPLE_S = 15;
/** The samples begin and end this long before and after the moment a week ago. No test needs more. */
const MARGIN_S = 30 * 60;

/** A counter, and how fast each of its series rose a week ago. */
export interface PastCounter {
  /** Its name without `_total`. */
  readonly counter: string;
  readonly series: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly perSecond: number;
  }[];
}

/** Writes the samples as blocks into the directory `storage` of a Prometheus. `nowS`: seconds since 1970. */
export function writeLastWeek(storage: string, past: PastCounter, nowS: number): void {
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', 'last-week.txt', storage];
  const { ok, output } = promtool(args, { 'last-week.txt': openMetrics(past, nowS - WEEK_S) });
  if (!ok) throw new Error(`promtool wrote no blocks: ${output}`);
}

function openMetrics({ counter, series }: PastCounter, weekAgoS: number): string {
  const lines = series.flatMap(({ labels, perSecond }) => {
    const written = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    return Array.from({ length: (2 * MARGIN_S) / SAMPLE_S }, (_, index) => {
      const passedS = index * SAMPLE_S;
      const at = Math.round(weekAgoS) - MARGIN_S + passedS;
      return `${counter}_total{${written.join()}} ${passedS * perSecond} ${at}`;
    });
  });
  return [`# TYPE ${counter} counter`, ...lines, '# EOF', ''].join('\n');
}
