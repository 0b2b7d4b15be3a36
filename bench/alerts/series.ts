/** What Prometheus scrapes from an agent in an episode, as series in promtool's notation. */

import { CAUSE_IDS } from '../../src/domain/cause.ts';
import { LOOKUP_RESULTS } from '../../src/domain/lookup.ts';
import type { Episode } from '../../test/agent/episode.ts';

/** Prometheus' own defaults are a minute; kube-prometheus-stack scrapes and evaluates every 30 s. */
export const SCRAPE_MS = 30_000;
const TARGET = 'job="fivesec",node="a",pod="fivesec-a",instance="fivesec-a:9353",container="agent"';
/** The edge of the bucket that the error budget counts. */
const GOOD_MS = 1000;

/** For each series, a value for each scrape. */
export type Series = ReadonlyMap<string, readonly number[]>;

export function seriesOf({ judged, counted, countedAtMs, lookups }: Episode, endMs: number): Series {
  const times = Array.from({ length: Math.floor(endMs / SCRAPE_MS) + 1 }, (_, index) => index * SCRAPE_MS);
  const until = (dates: readonly number[]) => times.map((time) => dates.filter((at) => at <= time).length);
  const named = new Set(judged.flatMap(({ verdicts }) => verdicts.map(({ cause }) => cause)));
  const verdictAt = (time: number, cause: string) =>
    judged.findLast(({ atMs }) => atMs <= time)?.verdicts.find((one) => one.cause === cause)?.confidence ?? 0;
  return new Map([
    [`up{${TARGET}}`, times.map(() => 1)],
    [`process_start_time_seconds{${TARGET}}`, times.map(() => 0)],
    ...[...named].map((cause): [string, number[]] => [
      `fivesec_verdict{cause="${cause}",${TARGET}}`,
      times.map((time) => verdictAt(time, cause)),
    ]),
    ...CAUSE_IDS.map((cause): [string, number[]] => [
      `fivesec_slow_lookups_total{cause="${cause}",${TARGET}}`,
      until(countedAtMs.filter((_, index) => counted[index] === cause)),
    ]),
    ...LOOKUP_RESULTS.map((result): [string, number[]] => [
      `fivesec_lookups_total{profile="glibc",name="n",outcome="${result}",${TARGET}}`,
      until(lookups.filter((one) => one.result === result).map(({ atMs }) => atMs)),
    ]),
    [
      `fivesec_lookup_duration_seconds_bucket{le="1",profile="glibc",name="n",${TARGET}}`,
      until(lookups.filter(({ durationMs }) => durationMs <= GOOD_MS).map(({ atMs }) => atMs)),
    ],
    [
      `fivesec_lookup_duration_seconds_count{profile="glibc",name="n",${TARGET}}`,
      until(lookups.map(({ atMs }) => atMs)),
    ],
  ]);
}

/** Repeats the scrapes from `from` to `to` the given number of times. Counters continue to rise, gauges repeat their values. */
export function stretched(series: Series, from: number, to: number, times: number): Series {
  return new Map(
    [...series].map(([name, values]) => {
      const isCounter = /_(total|bucket|count)\{/.test(name);
      const rise = isCounter ? (values[to] ?? 0) - (values[from] ?? 0) : 0;
      const again = Array.from({ length: times }, (_, round) =>
        values.slice(from + 1, to + 1).map((value) => value + (round + 1) * rise),
      ).flat();
      const after = values.slice(to + 1).map((value) => value + times * rise);
      return [name, [...values.slice(0, to + 1), ...again, ...after]];
    }),
  );
}
