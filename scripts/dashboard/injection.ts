/** Row: did injection help? Nodes with and without injected pods, before and after. */

import { BLAMED } from './blamed.ts';
import { COUNTED, LOST } from './pair-results.ts';
import { chosen, perSecond, type RowSpec } from './panel.ts';

/** A recording rule: only kube-state-metrics knows which pods are marked. */
const INJECTED = 'node:fivesec_injected_pods:count';
const DROP = 'fivesec_conntrack_drop_total';
const DROPS_BY_NODE = `sum by (node) (${perSecond(DROP)})`;

const lossOf = (strategy: string) =>
  [LOST, COUNTED]
    .map((result) => `sum(${perSecond('fivesec_pairs_total', `strategy="${strategy}", ${result}`)})`)
    .join('\n/ ');

export const INJECTION: RowSpec = {
  title: 'Did injection help?',
  panels: [
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Pods with the injected option',
      description:
        'Grows as pods are replaced. Needs the recording rules, and kube-state-metrics with `--metric-annotations-allowlist=pods=[fivesec.dev/injected]`.',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: `sum by (node) (${INJECTED} and on (node) ${chosen('fivesec_build_info')})`,
          legend: '{{node}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Conntrack drops of a node, with and without injected pods',
      description:
        'Per second, mean over the nodes: the losses of real pods. Without kube-state-metrics every node counts as one without injected pods.',
      unit: 'ops',
      width: 8,
      queries: [
        { expr: `avg(${DROPS_BY_NODE} and on (node) ${INJECTED})`, legend: 'with injected pods' },
        { expr: `avg(${DROPS_BY_NODE} unless on (node) ${INJECTED})`, legend: 'without' },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Conntrack drops, now and a week earlier',
      description:
        'Per second, all nodes together. If injection began in between, this compares before and after.',
      unit: 'ops',
      width: 8,
      queries: [
        { expr: `sum(${perSecond(DROP)})`, legend: 'now' },
        { expr: `sum(rate(${chosen(DROP)}[$__rate_interval] offset 1w))`, legend: 'a week earlier' },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Lost pairs of a pod without the option and with it',
      description:
        'The agent sends both on the same nodes at the same time. `pair` behaves as a glibc pod without options, `reopen` as one with `single-request-reopen`.',
      unit: 'percentunit',
      width: 12,
      queries: [
        { expr: lossOf('pair'), legend: 'without' },
        { expr: lossOf('reopen'), legend: 'with' },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Slow lookups on nodes with and without injected pods',
      description:
        "Share of the agent's own lookups that took a resolver timeout. The agent itself never gets the option. If this stays the same and the drops fall, the option helped.",
      unit: 'percentunit',
      width: 12,
      queries: [
        { expr: slowShare(`and on (node) ${INJECTED}`), legend: 'with injected pods' },
        { expr: slowShare(`unless on (node) ${INJECTED}`), legend: 'without' },
      ],
    },
  ],
};

function slowShare(onWhich: string): string {
  const slow = perSecond('fivesec_slow_lookups_total', BLAMED);
  return `sum(sum by (node) (${slow}) ${onWhich})\n/ sum(sum by (node) (${perSecond('fivesec_lookups_total')}) ${onWhich})`;
}
