/** fivesec itself did not get the CPU. Its late probes say nothing about DNS. */

import { over, slowness } from '../compare/rates.ts';
import { formatDuration } from '../compare/wording.ts';
import { CERTAIN } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';

const FEW = 2;

const LEAST_SHARE = 0.05;

const rule: Rule = {
  id: 'starved-while-waiting',
  predicts: [],
  argument:
    "A stall of fivesec's event loop that covers a large part of a wait explains the wait. Comparisons leave such probes out. This rule compares their number with the number of slow or failed queries that no stall covers.",
  when: ({ evidence, arms, failures }) => {
    const { pairs, lookups, longestMs } = evidence.starvation;
    const starved = pairs + lookups;
    if (starved < FEW) return undefined;
    const others = failures(arms).failures + over(arms, slowness).failures + evidence.lookups.slow;
    const share = starved / (starved + others);
    if (share < LEAST_SHARE) return undefined;
    const { ownThrottle } = evidence.node;
    return {
      confidence: Math.min(CERTAIN, share),
      facts: [
        `${starved} slow probes lie within stalls of fivesec's own event loop, of up to ${formatDuration(longestMs)}`,
        `${others} slow or failed queries lie outside such stalls`,
        ...(ownThrottle.kind === 'read' && ownThrottle.value.throttledPeriods > 0
          ? [
              `its cgroup was throttled in ${ownThrottle.value.throttledPeriods} of ${ownThrottle.value.periods} periods`,
            ]
          : []),
      ],
    };
  },
};

export const agentStarved: CauseDefinition<'agent-starved'> = {
  cause: 'agent-starved',
  rules: [rule],
  remedies: [{ change: "Raise or remove fivesec's CPU limit: probes that had no CPU say nothing about DNS" }],
  askNext: [],
};
