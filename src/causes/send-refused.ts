/** The sender's own kernel refuses to send, so the query never leaves. */

import { over, sendErrors, trouble } from '../compare/rates.ts';
import { outOf } from '../compare/wording.ts';
import { CERTAIN, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { add } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';

/** If it is a smaller part of all queries that went wrong, another fault is the main one. */
const SMALL_PART = 0.25;

const rule: Rule = {
  id: 'send-fails-at-once',
  predicts: [],
  argument:
    'The system call that sends a query fails at once with an error number. Such a query was never on the network, so the network did not lose it. The possible reasons are a rule in the output path of the sender (EPERM, EACCES), a missing route (ENETUNREACH), and a full queue or neighbour table (ENOBUFS).',
  when: ({ evidence: { arms, names } }) => {
    const refused = add(...arms.flatMap(({ a, aaaa }) => [sendErrors(a), sendErrors(aaaa)]));
    if (refused.failures === 0) return undefined;
    const denied = Object.values(names.halfDenied).reduce((sum, count) => sum + count, 0);
    const others = over(arms, trouble).failures + denied;
    return {
      confidence: refused.failures >= 5 ? CERTAIN : refused.failures >= 2 ? LIKELY : POSSIBLE,
      isMinor: refused.failures < SMALL_PART * (refused.failures + others),
      facts: [`queries that the kernel refused to send: ${outOf(refused)}`],
    };
  },
};

export const sendRefused: CauseDefinition<'send-refused'> = {
  cause: 'send-refused',
  rules: [rule],
  remedies: [
    {
      change:
        'EPERM or EACCES: look at network policies and firewall rules of the output path, in the pod and on the node',
    },
    { change: 'ENETUNREACH: look at the routes of the pod (`ip route`)' },
    {
      change:
        'ENOBUFS: look at the neighbour table (net.ipv4.neigh.default.gc_thresh3) and at socket send buffers',
    },
  ],
  askNext: ['pair', 'endpoint'],
};
