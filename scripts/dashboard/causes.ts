/** Row: why is it slow? */

import { chosen, perStep, type RowSpec } from './panel.ts';

export const CAUSES: RowSpec = {
  title: 'Why?',
  panels: [
    {
      kind: 'table',
      title: 'Verdicts by node',
      page: { title: 'Causes: what they mean, and how to repair them', path: 'causes.md' },
      description:
        "The current verdicts of the agents, and their confidence. An agent's page lists the facts.",
      unit: 'percentunit',
      width: 12,
      height: 6,
      max: 1,
      matrix: { row: 'node', column: 'cause' },
      queries: [{ expr: `max by (node, cause) (${chosen('fivesec_verdict')}) > 0`, legend: '{{cause}}' }],
    },
    {
      kind: 'timeseries',
      draw: 'bars',
      title: 'Slow lookups by cause',
      page: { title: 'Causes: what they mean, and how to repair them', path: 'causes.md' },
      description: 'The cause that a verdict names for each slow lookup.',
      unit: 'short',
      width: 12,
      height: 6,
      queries: [{ expr: `sum by (cause) (${perStep('fivesec_slow_lookups_total')})`, legend: '{{cause}}' }],
    },
  ],
};
