/** The query of docs/flows.md that gives the names of client pods: run by promtool against series written down. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { needs } from '../support/machine/requirement.ts';
import { promtool, promtoolMissing, VERSIONS } from '../support/monitoring/promtool.ts';

const PAGE = readFileSync(new URL('../../docs/flows.md', import.meta.url), 'utf8');
const QUERY = /`(increase\(fivesec_pod_unanswered_flows_total[^`]+)`/.exec(PAGE)?.[1] ?? '';

const AGENT = 'job="fivesec",node="a",namespace="monitoring",pod="fivesec-x",instance="10.0.0.1:9353"';
const info = (pod: string, ip: string, hostNetwork: boolean, at = 'a') =>
  `kube_pod_info{namespace="shop",pod="${pod}",pod_ip="${ip}",node="${at}",host_network="${hostNetwork}",uid="${pod}",instance="ksm"}`;
const SERIES = {
  [`fivesec_pod_unanswered_flows_total{pod_ip="10.244.0.9",${AGENT}}`]: '0+2x30',
  [`fivesec_pod_unanswered_flows_total{pod_ip="other",${AGENT}}`]: '0+5x30',
  [info('cart', '10.244.0.9', false)]: '1x30',
  // kube-state-metrics was restarted: two series of one pod.
  [info('cart', '10.244.0.9', false).replace('ksm', 'ksm-2')]: '1x30',
  // Pods of the host's network share the address of their node.
  [info('proxy', '192.0.2.1', true)]: '1x30',
  [info('exporter', '192.0.2.1', true)]: '1x30',
};

it.for(VERSIONS)(
  'names the pod of each client, and nothing for `other`, by Prometheus %i',
  (version, ctx) => {
    needs(ctx, promtoolMissing(version));
    const labels = `{pod_ip="10.244.0.9",job="fivesec",node="a",namespace="shop",pod="cart",instance="10.0.0.1:9353"}`;
    const suite = {
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: Object.entries(SERIES).map(([series, values]) => ({ series, values })),
          // Prometheus 3 leaves the first sample of a range out, extrapolates over the gap, and ends a hair below.
          promql_expr_test: [
            { expr: `round(${QUERY})`, eval_time: '20m', exp_samples: [{ labels, value: 20 }] },
          ],
        },
      ],
    };
    const { output } = promtool(['test', 'rules', 'suite.yaml'], { 'suite.yaml': stringify(suite) }, version);
    expect(output).toContain('SUCCESS');
  },
);
