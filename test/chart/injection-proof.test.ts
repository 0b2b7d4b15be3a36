/** The recording rules behind "Did injection help?": run by promtool against series written down. */

import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { rulesFile } from '../../scripts/chart/rules.ts';
import { layerMissing } from '../support/kubernetes/kubernetes-layer.ts';
import { needs } from '../support/machine/requirement.ts';
import { promtool, promtoolMissing, VERSIONS } from '../support/monitoring/promtool.ts';

const agent = (node: string) =>
  `job="fivesec",node="${node}",pod="p-${node}",instance="${node}:1",container="agent"`;
const pairs = (strategy: string, result: string) =>
  `fivesec_pairs_total{strategy="${strategy}",result="${result}",${agent('a')}}`;
const marked = (pod: string, mark: string) =>
  `kube_pod_annotations{namespace="shop",pod="${pod}",annotation_fivesec_dev_injected="${mark}"}`;

const SERIES = {
  'kube_pod_info{namespace="shop",pod="one",node="a"}': '1x60',
  'kube_pod_info{namespace="shop",pod="two",node="a"}': '1x60',
  'kube_pod_info{namespace="shop",pod="plain",node="b"}': '1x60',
  'kube_pod_info{namespace="shop",pod="pending",node=""}': '1x60',
  [marked('one', 'single-request-reopen')]: '1x60',
  [marked('two', 'single-request-reopen')]: '1x60',
  [marked('plain', '')]: '1x60',
  [marked('pending', 'single-request-reopen')]: '1x60',
  [`fivesec_conntrack_drop_total{${agent('a')}}`]: '0+6x60',
  [pairs('pair', 'both')]: '0+9x60',
  [pairs('pair', 'only-a')]: '0+3x60',
  [pairs('reopen', 'both')]: '0+12x60',
  [pairs('reopen', 'only-a')]: '0+0x60',
};

const EXPECTED = [
  ['node:fivesec_injected_pods:count', '{node="a"}', 2],
  ['node:fivesec_conntrack_drop:rate15m', '{job="fivesec",node="a"}', 0.1],
  ['node:fivesec_lost_pairs_cured_by_injection_per_pair:ratio_rate15m', '{job="fivesec",node="a"}', 0.25],
] as const;

const WHAT =
  'count injected pods by node, what the kernel drops there, and the loss that the option takes away';

it.for(VERSIONS)(`${WHAT}, by Prometheus %i`, (version, ctx) => {
  needs(ctx, layerMissing());
  needs(ctx, promtoolMissing(version));
  const suite = {
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: Object.entries(SERIES).map(([series, values]) => ({ series, values })),
        promql_expr_test: EXPECTED.map(([record, labels, value]) => ({
          // Prometheus 3 leaves the first sample of a range out, extrapolates over the gap, and ends a hair below.
          expr: `round(${record}, 0.001)`,
          eval_time: '45m',
          exp_samples: [{ labels, value }],
        })),
      },
    ],
  };
  const files = { 'rules.yaml': rulesFile(), 'suite.yaml': stringify(suite) };
  expect(promtool(['test', 'rules', 'suite.yaml'], files, version).output).toContain('SUCCESS');
});
