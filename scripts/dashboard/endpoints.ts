/** Row: which DNS pod loses queries? */

import { COUNTED, LOST } from './pair-results.ts';
import { inRange, perSecond, type RowSpec } from './panel.ts';

export const ENDPOINTS: RowSpec = {
  title: 'DNS pods',
  panels: [
    {
      kind: 'table',
      title: 'Loss by node and DNS pod',
      description:
        'Pods asked directly, not via the VIP. A column with losses is a faulty pod. A row with losses is a faulty node.',
      unit: 'percentunit',
      width: 12,
      max: 1,
      matrix: { row: 'node', column: 'endpoint' },
      queries: [
        {
          expr: `sum by (node, endpoint) (${inRange('fivesec_endpoint_pairs_total', LOST)})\n/ sum by (node, endpoint) (${inRange('fivesec_endpoint_pairs_total', COUNTED)})`,
          legend: '{{endpoint}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      draw: 'lines',
      title: 'Lost pairs by DNS pod and transport',
      description:
        'UDP and TCP separately. If only UDP loses, suspect a buffer or a policy. If both lose, suspect the pod.',
      unit: 'percentunit',
      width: 12,
      queries: [
        {
          expr: `sum by (endpoint, transport) (${perSecond('fivesec_endpoint_pairs_total', LOST)})\n/ sum by (endpoint, transport) (${perSecond('fivesec_endpoint_pairs_total', COUNTED)})`,
          legend: '{{endpoint}} {{transport}}',
        },
      ],
    },
  ],
};
