/** The receive buffer of the agent's own pod overflows, so answers that arrived are not read. */

import { ownBufferDrops } from '../compare/counts/counters.ts';
import { explainsLittle } from '../compare/harm.ts';
import { lostInOwnBuffer } from '../compare/network/own-buffer.ts';
import type { Rule } from '../rules/rule.ts';
import { POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';

/** The confidence if the counter rose beyond doubt, but explains less than half of the loss. */
const UNMATCHED = 0.6;
/** So many drops for each lost query are those of another socket. */
const MANY_MORE = 2;

const rule: Rule = {
  id: 'own-receive-errors',
  predicts: [],
  argument:
    "The kernel counts each datagram that it drops because a receive buffer is full, separately for the agent's own pod. If that count rises while our answers are missing, the answers arrived, and the kernel dropped them before the agent could read them.",
  when: (view) => {
    const found = view.excessOf(ownBufferDrops);
    if (found.kind !== 'elevated') return undefined;
    return {
      confidence: found.explains ? 0.9 : UNMATCHED,
      isMinor: explainsLittle(view, found.rise),
      facts: [
        `the full receive buffer of fivesec's pod dropped ${found.rise} datagrams while ${view.evidence.lossy.failed} queries got no answer`,
      ],
    };
  },
};

const asManyAsLost: Rule = {
  id: 'own-receive-errors-as-many-as-losses',
  predicts: [],
  argument:
    "The receive buffer of the agent's own pod dropped at least half as many datagrams as queries were lost. Only the agent's own sockets are counted there. If answers are slow, each drop is counted in a later step than that of its query, so the two cannot be compared step by step. If it dropped more than twice as many, another process in the same network namespace has the full buffer, and the confidence is 0.5.",
  when: (view) => {
    const found = lostInOwnBuffer(view.evidence);
    if (found === undefined || found.trials === 0 || view.excessOf(ownBufferDrops).kind === 'elevated')
      return undefined;
    const areOthers = found.failures > MANY_MORE * found.trials;
    return {
      confidence: areOthers ? POSSIBLE : UNMATCHED,
      facts: [
        `the full receive buffer of fivesec's pod dropped ${found.failures} datagrams, and ${found.trials} queries got no answer`,
      ],
    };
  },
};

export const receiveBuffer: CauseDefinition<'receive-buffer'> = {
  cause: 'receive-buffer',
  rules: [rule, asManyAsLost],
  spoils: 'queries',
  remedies: [{ change: 'Raise net.core.rmem_default, or give the process that reads too slowly more CPU' }],
  askNext: ['separate'],
};
