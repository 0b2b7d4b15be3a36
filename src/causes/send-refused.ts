/** The sender's own kernel refuses to send, so the query never leaves. */

import { sendErrors } from '../compare/counts/proportions.ts';
import { outOf } from '../compare/counts/wording.ts';
import { explainsLittle } from '../compare/harm.ts';
import {
  onlyFurtherRefused,
  SEND_ERROR_KINDS,
  sawSendError,
  sendErrorFacts,
  sendErrorPlaces,
} from '../compare/network/send-errors.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { add } from '../statistics/tests.ts';
import type { CauseDefinition, Cure } from './cause-definition.ts';

const rule: Rule = {
  id: 'send-fails-at-once',
  predicts: [],
  argument:
    'The system call that sends a query fails at once with an error number. Such a query was never on the network, so the network did not lose it. The error number says why: the facts and the remedies are those of the numbers that were seen. If only what is sent to a further nameserver of resolv.conf is refused, no lookup waits for it, and the confidence is 0.5 at most.',
  when: ({ evidence }) => {
    const { arms } = evidence;
    const refused = add(...arms.flatMap(({ a, aaaa }) => [sendErrors(a), sendErrors(aaaa)]));
    if (refused.failures === 0) return undefined;
    const isFurther = onlyFurtherRefused(arms);
    const sure = refused.failures >= 5 ? CERTAIN : refused.failures >= 2 ? LIKELY : POSSIBLE;
    return {
      confidence: isFurther ? Math.min(POSSIBLE, sure) : sure,
      isMinor: explainsLittle({ evidence }, refused.failures),
      facts: [
        `queries that the kernel refused to send: ${outOf(refused)}`,
        ...sendErrorFacts(arms),
        ...sendErrorPlaces(arms),
        ...(isFurther ? [NO_WAIT] : []),
      ],
    };
  },
};

const NO_WAIT =
  'only what is sent to a further nameserver of resolv.conf is refused: a resolver goes on to the next nameserver at once, so no lookup waits for it';

const KNOWN = SEND_ERROR_KINDS.flatMap(({ codes }) => codes);

export const sendRefused: CauseDefinition<'send-refused'> = {
  cause: 'send-refused',
  rules: [rule],
  isBesideLosses: true,
  remedies: [
    ...SEND_ERROR_KINDS.map(
      ({ codes, change }): Cure => ({ change, onlyIf: (arms) => sawSendError(arms, codes) }),
    ),
    {
      change:
        'Look up the error number in the manual of the call (send(2), connect(2), socket(2)), and what has changed on this node',
      onlyIf: (arms) => !sawSendError(arms, KNOWN),
    },
  ],
  askNext: ['pair', 'endpoint'],
};
