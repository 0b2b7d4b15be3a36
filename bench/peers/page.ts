/** docs/performance.md: the measurements of fivesec and its peers. */

import { table } from '../../scripts/markdown.ts';
import { median, type Row, rowCells } from '../support/rows.ts';
import { QUOTA_PERCENT, RATE } from './condition.ts';
import { CONDITIONS, type Condition, type Peer, type Sample, type Standing } from './sample.ts';
import { SETTLED_S } from './standing.ts';

const MIB = 2 ** 20;
const WORDS: Readonly<Record<Condition, string>> = {
  idle: 'no further load on the machine',
  hogs: 'two programs use all CPU that they get',
  quota: `a quota of ${QUOTA_PERCENT} % of one CPU (cgroup)`,
};

export interface Measured {
  readonly machine: string;
  readonly seconds: number;
  readonly peers: readonly Peer[];
  readonly samples: readonly Sample[];
  readonly standings: readonly Standing[];
  readonly rows: readonly Row[];
}

/** Median, with the least and the most in brackets. */
export function spread(values: readonly number[], digits: number): string {
  if (values.length === 0 || values.some(Number.isNaN)) return '';
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

export function performancePage(measured: Measured): string {
  const { machine, seconds, peers, samples } = measured;
  const runs = samples.filter(
    ({ peer, condition }) => peer === peers[0]?.name && condition === 'idle',
  ).length;
  return `${[
    '# Performance beside other programs',
    `This page is generated: \`npm run build\`, then \`npm run bench -- peers\` measures and writes it again. It needs root, the Debian packages of
the lab, \`prometheus-blackbox-exporter\` and \`dnsperf\`.`,
    `Measured ${machine}. Each program ran ${runs} times in each condition, for ${seconds} seconds, one run after the other, in one pod of the lab (veth,
iptables DNAT, two DNS pods: dnsmasq and unbound). A value is the median of the runs, with the smallest and the largest in brackets.`,
    peers.map(({ name, probe }) => `- **${name}**: a probe is ${probe}.`).join('\n'),
    '## Bars',
    table(['bar', 'measured', 'holds'], measured.rows.map(rowCells)),
    '## Error of a duration',
    `The error is the difference between the duration that a program states for a query, and the time between query and answer at the pod's interface
(tcpdump), in microseconds. CPU is user and system time of the process for each probe, in milliseconds.`,
    ...CONDITIONS.flatMap((condition) => [
      `### ${condition}: ${WORDS[condition]}, ${RATE[condition]} probes a second`,
      errorTable(measured, condition),
    ]),
    '## Memory, start and scrape',
    `At default settings. Memory after ${SETTLED_S} seconds. The start lasts until \`/metrics\` is served.`,
    standingTable(measured),
  ].join('\n\n')}\n`;
}

function errorTable({ peers, samples }: Measured, condition: Condition): string {
  const rows = peers.flatMap(({ name }) => {
    const own = samples.filter((sample) => sample.peer === name && sample.condition === condition);
    if (own.length === 0) return [];
    const all = (pick: (sample: Sample) => number, digits: number) => spread(own.map(pick), digits);
    const queries = own.reduce((sum, sample) => sum + sample.queries, 0);
    const falseTimeouts = own.reduce((sum, sample) => sum + sample.falseTimeouts, 0);
    const errors = [all((one) => one.p50Us, 0), all((one) => one.p99Us, 0), all((one) => one.mostUs, 0)];
    return [[name, ...errors, all((one) => one.cpuMsOfProbe, 2), `${falseTimeouts} of ${queries}`]];
  });
  return table(['program', 'p50, us', 'p99, us', 'most, us', 'CPU for a probe, ms', 'false timeouts'], rows);
}

function standingTable({ peers, standings }: Measured): string {
  const rows = peers.flatMap(({ name }) => {
    const own = standings.filter(({ peer }) => peer === name);
    if (own.length === 0) return [];
    const all = (pick: (one: Standing) => number, digits: number) => spread(own.map(pick), digits);
    return [
      [
        name,
        all((one) => one.anonymousBytes / MIB, 1),
        all((one) => one.residentBytes / MIB, 1),
        all((one) => one.firstMetricMs, 0),
        all((one) => one.scrapeMs, 1),
        all((one) => one.scrapeBytes / 1000, 1),
      ],
    ];
  });
  const head = ['program', 'RssAnon, MB', 'RSS, MB', 'first metric, ms', 'scrape, ms', 'scrape, kB'];
  return table(head, rows);
}
