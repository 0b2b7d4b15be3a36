/**
 * Series that must raise an alert, and series that must not. Times are minutes from the first sample. No case asks on
 * the edge of a range: Prometheus 2 counts the sample there, Prometheus 3 does not.
 */

import { CAUSE_IDS } from '../../src/domain/cause.ts';
import type { RuleCase } from '../support/monitoring/promtool.ts';
import { alert, lookups, target, UP } from './case-series.ts';

const flows = (metric: string, node: string, endpoint: string) =>
  `${metric}{endpoint="${endpoint}",${target(node)}}`;

export const FAILURE_CASES: readonly RuleCase[] = [
  {
    title: 'one lookup in twenty that fails is a warning, one in five is critical too',
    series: {
      ...UP,
      [lookups('ok')]: '0+95x30',
      [lookups('server-failure')]: '0+5x30',
      [lookups('ok', 'b')]: '0+80x30',
      [lookups('timeout', 'b')]: '0+20x30',
    },
    firing: {
      '3m': [],
      '20m': [
        alert('FivesecLookupFailures', 'warning'),
        alert('FivesecLookupFailures', 'warning', 'job="fivesec",node="b"'),
        alert('FivesecLookupFailures', 'critical', 'job="fivesec",node="b"'),
      ],
    },
  },
  {
    title:
      'a total outage is critical within two minutes, whether lookups are refused or time out, and ends two minutes after it',
    series: {
      ...UP,
      [lookups('ok')]: '0+12x20 240x2 240+12x20',
      [lookups('timeout')]: '0x20 0+6x2 12x20',
      [lookups('unreachable')]: '0x20 0+6x2 12x20',
    },
    firing: {
      '20m': [],
      '22m': [alert('FivesecLookupFailures', 'critical')],
      '27m': [],
      '35m': [],
    },
  },
  {
    title: 'a quarter of a minute of it is quiet',
    series: {
      ...UP,
      [lookups('ok')]: '0+12x20 249+12x20',
      [lookups('timeout')]: '0x20 3x22',
    },
    firing: { '21m': [], '22m': [], '25m': [], '30m': [] },
  },
  {
    title: 'names that are not there, and a few failures, are quiet',
    series: {
      ...UP,
      [lookups('ok')]: '0+1000x30',
      [lookups('not-found')]: '0+500x30',
      [lookups('timeout')]: '0+1x30',
      [lookups('unreachable')]: '0x30',
    },
    firing: { '20m': [] },
  },
];

/** Lookups in an hour: `total` a minute, of which `fast` took less than a second. The edge as each Prometheus writes it. */
function durations(edge: '1' | '1.0', total: number, fast: number, minutes: number): Record<string, string> {
  const labels = `profile="glibc",name="n",${target('a')}`;
  return {
    [`fivesec_lookup_duration_seconds_bucket{le="${edge}",${labels}}`]: `0+${fast}x${minutes}`,
    [`fivesec_lookup_duration_seconds_count{${labels}}`]: `0+${total}x${minutes}`,
  };
}

const burn = (severity: string, long: string, short: string) =>
  `alertname="FivesecErrorBudgetBurn",severity="${severity}",long="${long}",short="${short}",job="fivesec"`;
const BURNS = [burn('critical', '1h', '5m'), burn('critical', '6h', '30m')];
const SLOW_BURNS = [burn('warning', '1d', '2h'), burn('warning', '3d', '6h')];

export const SLO_CASES: readonly RuleCase[] = [
  ...(['1', '1.0'] as const).map((edge) => ({
    title: `one lookup in twenty over a second burns the budget fast (the edge written ${edge})`,
    series: { ...UP, ...durations(edge, 100, 95, 300) },
    firing: { '2m': [], '30m': BURNS, '240m': [...BURNS, ...SLOW_BURNS] },
  })),
  {
    title: 'two in a thousand burn it slowly: a warning after hours, nothing critical',
    series: { ...UP, ...durations('1', 1000, 998, 300) },
    firing: { '60m': [], '240m': [burn('warning', '3d', '6h')] },
  },
  {
    title: 'within the objective is quiet, and so is a bad five minutes within a good hour',
    series: {
      ...UP,
      ...durations('1', 1000, 1000, 300),
      [`fivesec_lookup_duration_seconds_count{profile="musl",name="n",${target('b')}}`]: '0x300',
    },
    firing: { '60m': [], '240m': [] },
  },
];

/** Every cause: the verdict that is sure, the one that is not, and none at all. */
export function causeCases(
  alertOf: ReadonlyMap<string, { alert: string; severity: string }>,
): readonly RuleCase[] {
  return CAUSE_IDS.map((cause) => {
    const verdict = (node: string) => `fivesec_verdict{cause="${cause}",${target(node)}}`;
    const found = alertOf.get(cause);
    const fired =
      found === undefined
        ? []
        : [alert(found.alert, found.severity, `job="fivesec",node="a",cause="${cause}"`)];
    return {
      title: `${cause}: sure on one node, doubtful on another, unknown on a third`,
      series: { ...UP, [verdict('a')]: '0x5 0.9x30 0x10', [verdict('b')]: '0.5x46' },
      firing: { '5m': [], '30m': fired, '40m': [] },
    };
  });
}

export const NODE_CASES: readonly RuleCase[] = [
  {
    title: 'a conntrack table in use to 95 % warns, to 80 % does not, and without a limit says nothing',
    series: {
      ...UP,
      [`fivesec_conntrack_entries{${target('a')}}`]: '950x30',
      [`fivesec_conntrack_entries_limit{${target('a')}}`]: '1000x30',
      [`fivesec_conntrack_entries{${target('b')}}`]: '800x30',
      [`fivesec_conntrack_entries_limit{${target('b')}}`]: '1000x30',
      [`fivesec_conntrack_entries{${target('c')}}`]: '999x30',
    },
    firing: { '3m': [], '10m': [alert('FivesecConntrackNearlyFull', 'warning')] },
  },
  {
    title: 'pods whose queries get no answer are an alert from one in a hundred and five on',
    series: {
      ...UP,
      [flows('fivesec_flows_total', 'a', '10.0.0.2')]: '0+60x40',
      [flows('fivesec_flows_total', 'a', '10.0.0.3')]: '0+40x40',
      [flows('fivesec_unanswered_flows_total', 'a', '10.0.0.2')]: '0x10 0+2x30',
      [flows('fivesec_unanswered_flows_total', 'a', '10.0.0.3')]: '0x40',
      [flows('fivesec_flows_total', 'b', '10.0.0.2')]: '0+1000x40',
      [flows('fivesec_unanswered_flows_total', 'b', '10.0.0.2')]: '0+5x40',
      [flows('fivesec_flows_total', 'c', '10.0.0.2')]: '0+1x40',
      [flows('fivesec_unanswered_flows_total', 'c', 'other')]: '0x20 3x20',
    },
    firing: { '9m': [], '35m': [alert('FivesecPodsUnanswered', 'warning')] },
  },
];

const EVIDENCE = (reading: string, reason: string, node: string) =>
  `fivesec_evidence_source_info{reading="${reading}",source="absent",reason="${reason}",${target(node)}}`;

export const AGENT_CASES: readonly RuleCase[] = [
  {
    title: 'no target at all: the agents are missing',
    series: { 'up{job="other"}': '1x60' },
    firing: { '14m': [], '16m': [alert('FivesecAgentMissing', 'critical', '')] },
  },
  {
    title: 'one target down is its node, all down are missing as well',
    series: { [`up{${target('a')}}`]: '0x60', [`up{${target('b')}}`]: '1x30 0x30' },
    firing: {
      '9m': [],
      '20m': [alert('FivesecAgentDown', 'warning')],
      '50m': [
        alert('FivesecAgentDown', 'warning'),
        alert('FivesecAgentDown', 'warning', 'job="fivesec",node="b"'),
        alert('FivesecAgentMissing', 'critical', ''),
      ],
    },
  },
  {
    title: 'where a scrape names no node, each target speaks for itself',
    series: {
      'up{job="fivesec",instance="x:9353"}': '0x60',
      'up{job="fivesec",instance="y:9353"}': '1x60',
      'fivesec_last_round_timestamp_seconds{job="fivesec",instance="x:9353"}': '0x60',
      'fivesec_last_round_timestamp_seconds{job="fivesec",instance="y:9353"}': '0+60x60',
    },
    firing: {
      '9m': [],
      '20m': [
        alert('FivesecAgentDown', 'warning', 'job="fivesec",instance="x:9353"'),
        alert('FivesecAgentStalled', 'warning', 'job="fivesec",instance="x:9353"'),
      ],
    },
  },
  {
    title: 'a replaced pod whose target lingers is quiet while the new one is up',
    series: { [`up{${target('a', 'old')}}`]: '0x60', [`up{${target('a', 'new')}}`]: '1x60' },
    firing: { '30m': [] },
  },
  {
    title: 'an agent that finishes no round is stalled, one that does is not',
    series: {
      ...UP,
      [`fivesec_last_round_timestamp_seconds{${target('a')}}`]: '0x60',
      [`fivesec_last_round_timestamp_seconds{${target('b')}}`]: '0+60x60',
    },
    firing: { '9m': [], '12m': [alert('FivesecAgentStalled', 'warning')] },
  },
  {
    title: 'readings that are absent are told once for all nodes, those never asked for are not',
    series: {
      ...UP,
      [EVIDENCE('conntrack', 'no-file', 'a')]: '1x60',
      [EVIDENCE('conntrack', 'no-file', 'b')]: '1x60',
      [EVIDENCE('softnet', 'not-configured', 'a')]: '1x60',
      [EVIDENCE('udp', 'no-permission', 'a')]: '0x60',
      [EVIDENCE('own-throttle', 'no-file', 'a')]: '1x60',
      [EVIDENCE('arp-cache', 'no-file', 'a')]: '1x60',
      [EVIDENCE('ndisc-cache', 'no-file', 'a')]: '1x60',
    },
    firing: {
      '29m': [],
      '40m': [
        alert(
          'FivesecEvidenceAbsent',
          'info',
          'job="fivesec",reading="conntrack",reason="no-file",source="absent"',
        ),
      ],
    },
  },
  {
    title: 'nodes without a ready agent warn where kube-state-metrics tells',
    series: {
      ...UP,
      'kube_daemonset_status_desired_number_scheduled{daemonset="fivesec",namespace="monitoring"}': '3x60',
      'kube_daemonset_status_number_ready{daemonset="fivesec",namespace="monitoring"}': '3x20 2x40',
    },
    firing: {
      '20m': [],
      '40m': [alert('FivesecAgentMissingOnNodes', 'warning', 'daemonset="fivesec",namespace="monitoring"')],
    },
  },
];
