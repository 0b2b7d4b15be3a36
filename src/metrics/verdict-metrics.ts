/** The metrics of fivesec's verdicts. */

import { CAUSE_IDS } from '../domain/cause.ts';
import { REGULAR } from '../domain/strategy.ts';
import type { MetricSpec } from './spec.ts';

export const VERDICT_METRICS = {
  slowLookups: {
    name: 'fivesec_slow_lookups_total',
    type: 'counter',
    help: 'Lookups that took a resolver timeout or longer, by cause. Each is counted once: when a verdict above 0.5 names its cause, or a minute after it ended, as not-enough-evidence or something-else.',
    labels: { cause: CAUSE_IDS },
    presence: 'always',
  },
  verdict: {
    name: 'fivesec_verdict',
    type: 'gauge',
    help: 'Confidence, from 0 to 1, that this cause is present now. A cause has a series once a verdict named it.',
    labels: { cause: CAUSE_IDS },
    // A gauge needs no 0 before its first rise, and most causes are never found on a node.
    presence: 'when-known',
  },
  remedyLossRatio: {
    name: 'fivesec_remedy_loss_ratio',
    type: 'gauge',
    help: 'Proportion of pairs of an A and an AAAA query that lost at least one of the two with this strategy over the window: the loss that the matching workaround would leave.',
    labels: { strategy: REGULAR },
    presence: 'when-known',
  },
} as const satisfies Record<string, MetricSpec>;
