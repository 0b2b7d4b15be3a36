/** The metrics that describe the node: where its readings come from, its kernel, its nameservers. */

import { RACE_WINDOWS } from '../domain/evidence.ts';
import { ABSENT_REASONS, SOURCES } from '../domain/reading.ts';
import { READING_KEYS, READINGS } from '../kernel/readings.ts';
import type { MetricSpec } from './spec.ts';

/** The reason is empty if the reading is present. */
const REASONS = ['', ...ABSENT_REASONS] as const;

export const NODE_METRICS = {
  evidenceSource: {
    name: 'fivesec_evidence_source_info',
    type: 'gauge',
    help: 'Where a reading of the node comes from, or why it is absent.',
    labels: {
      reading: READING_KEYS.flatMap((key) => READINGS[key].label ?? []),
      source: SOURCES,
      reason: REASONS,
    },
    presence: 'when-known',
  },
  nodeInfo: {
    name: 'fivesec_node_info',
    type: 'gauge',
    help: 'The kernel, the nameservers that are asked, and whether clashes in conntrack lose packets on this node.',
    labels: { kernel: 'open', nameserver: 'open', race_window: RACE_WINDOWS },
    presence: 'when-known',
  },
} as const satisfies Record<string, MetricSpec>;
