/**
 * What many nodes cost the cluster's DNS and Prometheus: 200 agents' schedules in simulated time, all started at the same moment,
 * and the series and the time of a judgement as names and DNS pods grow.   [minutes]
 */

import { table } from '../scripts/markdown.ts';
import { plannedQps } from '../src/config/arithmetic.ts';
import { loadConfig } from '../src/config/load.ts';
import type { Config } from '../src/config/schema.ts';
import { growth } from './scale/growth.ts';
import { busiestTenSeconds, queriesOf, TEN_SECONDS_MS } from './scale/schedules.ts';
import { countArgument } from './support/arguments.ts';
import { machine, report } from './support/rows.ts';

const AGENTS = 200;
const MOST_OVER_MEAN = 1.5;
const NODES = [10, 1_000, 15_000];
const SCRAPE_SECONDS = 30;

const minutes = countArgument(20);
const config: Config = loadConfig({
  flags: { endpointsName: 'dns.example.' },
  env: {},
  hostname: 'node-1',
  readFile: () => '',
});

const calm = await queriesOf(config, AGENTS, minutes);
const mean = calm.length / ((minutes * 60_000) / TEN_SECONDS_MS);
const most = busiestTenSeconds(calm);
const perNode = calm.length / AGENTS / (minutes * 60);
const stalled = await queriesOf(config, AGENTS, minutes, { stallAtMs: (minutes * 60_000) / 2 });
const grown = await growth(config);

report([
  {
    bar: `${AGENTS} agents that start together: no 10 s above ${MOST_OVER_MEAN} times the mean`,
    measured: `${(most / mean).toFixed(2)} times, ${minutes} minutes, ${perNode.toFixed(2)} queries a second for each node`,
    holds: most <= MOST_OVER_MEAN * mean,
  },
  {
    bar: 'the same, if all of them see a stall at one moment',
    measured: `${(busiestTenSeconds(stalled) / mean).toFixed(1)} times the mean in 10 s, ${(stalled.length / AGENTS / (minutes * 60)).toFixed(2)} queries a second for each node`,
  },
]);
console.log(`\n${machine()}\n`);
console.log(
  table(
    [
      'nodes',
      'queries a second, planned',
      'at most (`maxQps`)',
      'series',
      `samples a second, a scrape every ${SCRAPE_SECONDS} s`,
    ],
    NODES.map((nodes) => [
      String(nodes),
      String(Math.round(nodes * plannedQps(config).all)),
      String(nodes * config.maxQps),
      String(nodes * grown.usual.series),
      String(Math.round((nodes * grown.usual.series) / SCRAPE_SECONDS)),
    ]),
  ),
);
console.log(
  `\n${table(
    ['names', 'DNS pods', 'series', 'exposition, kB', 'gzip, kB', 'a judgement, ms'],
    grown.rows.map(({ names, pods, series, kilobytes, compressed, judgeMs }) =>
      [names, pods, series, kilobytes.toFixed(0), compressed.toFixed(1), judgeMs.toFixed(1)].map(String),
    ),
  )}`,
);
