/** Slow lookups that must raise FivesecLookupSpike, and those that must not. Times are as in rule-cases.ts. */

import type { RuleCase } from '../support/monitoring/promtool.ts';
import { alert, lookups, slow, target, UP } from './case-series.ts';

const warning = (cause: string, node = 'a') =>
  `alertname="FivesecLookupSpike",severity="warning",cause="${cause}",job="fivesec",node="${node}"`;
/** When the agent's process started, in seconds of the case's own time. */
const started = (node = 'a', pod?: string) => `process_start_time_seconds{${target(node, pod)}}`;
/** Two profiles, one name, each every ten seconds. */
const atDefaultRate = () => ({ [lookups('ok')]: '0+12x60' });
const counted = (cause: string) =>
  `node_cause:fivesec_slow_lookups:increase10m{cause="${cause}",job="fivesec",node="a"}`;

export const SPIKE_CASES: readonly RuleCase[] = [
  {
    title: 'the first slow lookup of an agent that was scraped before fires, and is over after ten minutes',
    series: { ...UP, [slow('conntrack-race')]: '0x5 1x30' },
    firing: { '5m': [], '6m': [warning('conntrack-race')], '14m': [warning('conntrack-race')], '17m': [] },
  },
  {
    title: 'so does one before the first scrape of a new agent, and is over ten minutes after its start',
    series: { ...UP, [slow('conntrack-race')]: '_x3 2x60', [started()]: '_x3 150x60' },
    firing: { '2m': [], '3m': [warning('conntrack-race')], '12m': [warning('conntrack-race')], '14m': [] },
    recorded: { '3m': { [counted('conntrack-race')]: 2 }, '8m': { [counted('conntrack-race')]: 2 } },
  },
  {
    title: 'also on a node whose old pod was scraped until then, and beside what that one counted',
    series: {
      ...UP,
      [slow('conntrack-race', 'a', 'old')]: '0x5 3x3 stale',
      [started('a', 'old')]: '-3600x9 stale',
      [slow('conntrack-race', 'a', 'new')]: '_x12 2x30',
      [started('a', 'new')]: '_x12 700x30',
    },
    firing: { '4m': [], '13m': [warning('conntrack-race')], '21m': [warning('conntrack-race')], '30m': [] },
  },
  {
    title: 'slow lookups before and after a restart within the pod count once each',
    series: {
      ...UP,
      [slow('conntrack-race')]: '50x5 52x3 0x2 2x30',
      [started()]: '-3600x9 560x33',
    },
    firing: { '4m': [], '8m': [warning('conntrack-race')], '18m': [warning('conntrack-race')], '25m': [] },
    recorded: { '13m': { [counted('conntrack-race')]: 4 } },
  },
  {
    title: 'old counts are quiet when they come back after a gap in the scrapes, or are new to Prometheus',
    series: {
      ...UP,
      [slow('conntrack-race')]: '5x10 _x20 5x30',
      [started()]: '-3600x10 _x20 -3600x30',
      [slow('conntrack-race', 'b')]: '_x20 7x40',
      [started('b')]: '_x20 -3600x40',
    },
    firing: { '5m': [], '20m': [], '31m': [], '35m': [], '50m': [] },
  },
  {
    title: 'no slow lookup is quiet',
    series: { ...UP, [slow('conntrack-race')]: '0x30', [slow('packet-loss')]: '7x30' },
    firing: { '6m': [], '30m': [] },
  },
  {
    title: 'a slow lookup that the agent itself caused is quiet, and one of unknown cause is not',
    series: { ...UP, [slow('agent-starved')]: '0+1x30', [slow('not-enough-evidence')]: '0x5 1x30' },
    firing: { '8m': [warning('not-enough-evidence')] },
  },
  {
    title: 'a counter that goes back to 0 is quiet, and its next rise fires',
    series: { ...UP, [slow('conntrack-race')]: '50x10 0x10 1x10' },
    firing: { '15m': [], '22m': [warning('conntrack-race')] },
  },
  {
    title: 'a pod that replaces another on its node is quiet, and the alert of the old one is kept',
    series: {
      ...UP,
      [slow('conntrack-race', 'a', 'old')]: '0x5 1x3 stale',
      [slow('conntrack-race', 'a', 'new')]: '_x10 0x30',
    },
    firing: { '7m': [warning('conntrack-race')], '12m': [warning('conntrack-race')], '30m': [] },
  },
  {
    title: 'two nodes, one bad: only the bad one fires',
    series: { ...UP, [slow('endpoint-down')]: '0x30', [slow('endpoint-down', 'b')]: '0x5 4x30' },
    firing: { '8m': [warning('endpoint-down', 'b')] },
  },
  {
    title: 'at the rate of the defaults, two slow lookups three minutes apart warn and no more',
    series: { ...UP, [slow('packet-loss')]: '0x20 1x2 2x40', ...atDefaultRate() },
    firing: { '19m': [], '25m': [warning('packet-loss')], '29m': [warning('packet-loss')], '40m': [] },
  },
  {
    title: 'so do two in the first minute of a new agent, before the first scrape',
    series: {
      ...UP,
      [slow('packet-loss')]: '_x3 2x40',
      [lookups('ok')]: '_x3 10+12x40',
      [started()]: '_x3 130x40',
    },
    firing: {
      '3m': [warning('packet-loss')],
      '9m': [warning('packet-loss')],
      '11m': [warning('packet-loss')],
    },
  },
  {
    title: 'at that rate, one slow lookup in twelve is critical after five minutes',
    series: { ...UP, [slow('packet-loss')]: '0x20 1+1x40', ...atDefaultRate() },
    firing: {
      '22m': [warning('packet-loss')],
      '45m': [warning('packet-loss'), alert('FivesecLookupSpike', 'critical')],
    },
  },
  {
    title: 'one slow lookup in ten is critical, one in a thousand is not',
    series: {
      ...UP,
      [slow('conntrack-race')]: '0+10x60',
      [lookups('ok')]: '0+100x60',
      [slow('conntrack-race', 'b')]: '0+1x60',
      [lookups('ok', 'b')]: '0+1000x60',
    },
    firing: {
      '30m': [
        warning('conntrack-race'),
        warning('conntrack-race', 'b'),
        alert('FivesecLookupSpike', 'critical'),
      ],
    },
  },
];
