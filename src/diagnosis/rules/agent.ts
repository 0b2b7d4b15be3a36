/** Is it fivesec itself, or the node's CPUs, rather than DNS? Asked first. */

import { CERTAIN, LIKELY } from '../../statistics/confidence.ts';
import type { CounterExcess } from '../compare/counters.ts';
import { backlogDrops, counterExcess, ownBufferDrops } from '../compare/counters.ts';
import { over, slowness } from '../compare/rates.ts';
import type { Rule } from '../rule.ts';
import { formatDuration } from '../wording.ts';

const FEW = 2;
const WORTH_A_WORD = 0.05;
/** The counter rose beyond doubt, but most of what we lost must have been lost elsewhere. */
const UNMATCHED = 0.6;

export const agentStarved: Rule = {
  id: 'starved-while-waiting',
  cause: 'agent-starved',
  argument:
    'A stall of the event loop that covers a good part of a wait explains it. Such probes are kept out of all comparisons; this rule says how many there were beside those that nothing covers.',
  when: ({ evidence, arms, failures }) => {
    const { pairs, lookups, longestMs } = evidence.starvation;
    const starved = pairs + lookups;
    if (starved < FEW) return undefined;
    const others = failures(arms).failures + over(arms, slowness).failures + evidence.lookups.slow;
    const share = starved / (starved + others);
    if (share < WORTH_A_WORD) return undefined;
    const { ownThrottle } = evidence.node;
    return {
      confidence: Math.min(CERTAIN, share),
      facts: [
        `${starved} slow probes lie within stalls of fivesec's own event loop, of up to ${formatDuration(longestMs)}`,
        `${others} slow or failed queries don't`,
        ...(ownThrottle.kind === 'read' && ownThrottle.value.throttledPeriods > 0
          ? [
              `its cgroup was throttled in ${ownThrottle.value.throttledPeriods} of ${ownThrottle.value.periods} periods`,
            ]
          : []),
      ],
    };
  },
};

export const receiveBuffer: Rule = {
  id: 'own-receive-errors',
  cause: 'receive-buffer',
  argument:
    "The kernel counts each datagram that found a full receive buffer, for the agent's own pod apart from the node. If that count rises as our answers go missing, they did arrive and were thrown away at the last step.",
  when: ({ evidence }) => {
    const found = counterExcess(evidence, ownBufferDrops);
    if (found.kind !== 'elevated') return undefined;
    return {
      confidence: found.explains ? 0.9 : UNMATCHED,
      facts: [
        `${found.rise} datagrams found the receive buffer of fivesec's pod full while ${evidence.lossy.failed} queries went unanswered`,
      ],
    };
  },
};

export const nodeBacklog: Rule = {
  id: 'softnet-drops',
  cause: 'node-backlog',
  argument:
    'softnet_stat counts packets dropped before the network stack saw them, of the whole node and of all traffic. It speaks only if it rises in the very steps in which we lost queries, by about as many, and more than it does otherwise.',
  when: ({ evidence }) => {
    const found = counterExcess(evidence, backlogDrops);
    if (found.kind !== 'elevated') return undefined;
    return {
      confidence: found.explains ? LIKELY : UNMATCHED,
      facts: [
        rose('softnet_stat dropped', found),
        `${evidence.lossy.failed} queries were lost in the same steps`,
      ],
    };
  },
};

/** `insert_failed rose by 12, 0.4 expected`. */
export function rose(
  counter: string,
  found: Extract<CounterExcess, { kind: 'elevated' | 'expected' }>,
): string {
  return `${counter} rose by ${found.rise} while queries were lost, ${Number(found.expected.toPrecision(2))} expected from its background`;
}
