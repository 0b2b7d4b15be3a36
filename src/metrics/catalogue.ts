/** Every metric of fivesec. docs/metrics.md is generated from it; tests compare rules and dashboard with it. */

import { AGENT_METRICS, PROCESS_METRICS } from './agent-metrics.ts';
import { FLOW_METRICS } from './flow-metrics.ts';
import { HTTP_METRICS } from './http-metrics.ts';
import { KERNEL_METRICS } from './kernel-metrics.ts';
import { NODE_METRICS } from './node-metrics.ts';
import { PROBE_METRICS } from './probe-metrics.ts';
import type { MetricSpec } from './spec.ts';
import { VERDICT_METRICS } from './verdict-metrics.ts';
import { WEBHOOK_METRICS } from './webhook-metrics.ts';

export interface MetricGroup {
  readonly title: string;
  /** The commands that export it. */
  readonly commands: readonly ('agent' | 'webhook')[];
  readonly metrics: readonly MetricSpec[];
}

export const CATALOGUE: readonly MetricGroup[] = [
  { title: 'Lookups and pairs', commands: ['agent'], metrics: Object.values(PROBE_METRICS) },
  { title: 'Verdicts', commands: ['agent'], metrics: Object.values(VERDICT_METRICS) },
  {
    title: "The node's kernel",
    commands: ['agent'],
    metrics: [...Object.values(KERNEL_METRICS), ...Object.values(NODE_METRICS)],
  },
  { title: "The pods' DNS flows", commands: ['agent'], metrics: Object.values(FLOW_METRICS) },
  { title: 'HTTP requests', commands: ['agent'], metrics: Object.values(HTTP_METRICS) },
  { title: 'The agent itself', commands: ['agent'], metrics: Object.values(AGENT_METRICS) },
  { title: 'The admission webhook', commands: ['webhook'], metrics: Object.values(WEBHOOK_METRICS) },
  { title: 'The process', commands: ['agent', 'webhook'], metrics: Object.values(PROCESS_METRICS) },
];
