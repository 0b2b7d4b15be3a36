/** fivesec itself did not get the CPU. Its late probes show nothing about DNS. */

import { allFailed, failures, over, slowness } from '../compare/counts/proportions.ts';
import { formatDuration } from '../compare/counts/wording.ts';
import { explainsLittle } from '../compare/harm.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, UNLIKELY } from '../statistics/confidence.ts';
import { wilson } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';

/** Fewer slow probes, or fewer separate stalls, happen on every busy node now and then. */
const FEW = 5;
const FEW_STALLS = 3;

/** With 95 % confidence so many of all probes must be affected: below, the measurements are good without them. */
const LEAST_OF_ALL = 0.025;
const LEAST_SHARE = 0.05;
/** If it explains so large a part of all that went wrong, the rest is a second fault, and starvation is there nevertheless. */
const NEARLY_ALL = 0.8;

const rule: Rule = {
  id: 'starved-while-waiting',
  predicts: [],
  argument:
    "A stall of fivesec's event loop that covers a large part of a wait explains the wait. Comparisons leave such probes out. This rule compares their number in the last minute with the number of all probes, and with the number of slow or failed queries that no stall covers. If queries failed outside of stalls, starvation does not explain them, and unless it explains four fifths of all that went wrong, the confidence is 0.3 at most. Queries straight to a DNS pod that answers nothing do not count: they would fail with or without stalls.",
  when: ({ evidence, qtypes }) => {
    const { pairs, lookups, probes, stalls, longestMs } = evidence.starvation;
    const starved = pairs + lookups;
    if (starved < FEW || stalls < FEW_STALLS) return undefined;
    if (wilson({ failures: starved, trials: probes }).low < LEAST_OF_ALL) return undefined;
    // Those for names outside as well: a slow upstream is a fault of its own.
    const answering = evidence.arms.filter(
      (arm) => arm.target.kind !== 'endpoint' || !allFailed(over([arm], failures)),
    );
    const failed = over(answering, failures, qtypes).failures;
    const { slow, asPairs } = evidence.lookups;
    const others = failed + over(answering, slowness).failures + slow - asPairs.slow;
    const share = starved / (starved + others);
    if (share < LEAST_SHARE) return undefined;
    const { ownThrottle } = evidence.node;
    return {
      isMinor: explainsLittle({ evidence }, starved),
      confidence: Math.min(failed > 0 && share < NEARLY_ALL ? UNLIKELY : CERTAIN, share),
      facts: [
        `in the last minute, stalls of fivesec's own event loop (up to ${formatDuration(longestMs)}) slowed ${starved} of ${probes} probes`,
        `slow or failed queries outside such stalls: ${others}`,
        ...(ownThrottle.kind === 'read' && ownThrottle.value.throttledPeriods > 0
          ? [
              `the CPU limit throttled fivesec in ${ownThrottle.value.throttledPeriods} of ${ownThrottle.value.periods} periods`,
            ]
          : []),
      ],
    };
  },
};

export const agentStarved: CauseDefinition<'agent-starved'> = {
  cause: 'agent-starved',
  rules: [rule],
  remedies: [
    {
      change:
        'If a CPU limit throttles fivesec: remove the limit, or raise it (`resources.limits.cpu` of the chart)',
    },
    { change: "If not: raise fivesec's CPU request (`resources.requests.cpu`), or move load off this node" },
  ],
  askNext: [],
};
