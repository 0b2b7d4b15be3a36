/** The sender's own kernel refuses to send, so the query never leaves. */

import { explainsLittle } from '../compare/harm.ts';
import { sendErrors } from '../compare/rates.ts';
import { SEND_ERROR_KINDS, sawSendError, sendErrorFacts } from '../compare/send-errors.ts';
import { joined, outOf } from '../compare/wording.ts';
import type { ArmTally } from '../domain/evidence.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { add } from '../statistics/tests.ts';
import type { CauseDefinition, Cure } from './cause-definition.ts';

const rule: Rule = {
  id: 'send-fails-at-once',
  predicts: [],
  argument:
    'The system call that sends a query fails at once with an error number. Such a query was never on the network, so the network did not lose it. The error number says why: the facts and the remedies are those of the numbers that were seen.',
  when: ({ evidence }) => {
    const { arms } = evidence;
    const refused = add(...arms.flatMap(({ a, aaaa }) => [sendErrors(a), sendErrors(aaaa)]));
    if (refused.failures === 0) return undefined;
    return {
      confidence: refused.failures >= 5 ? CERTAIN : refused.failures >= 2 ? LIKELY : POSSIBLE,
      isMinor: explainsLittle({ evidence }, refused.failures),
      facts: [
        `queries that the kernel refused to send: ${outOf(refused)}`,
        ...sendErrorFacts(arms),
        ...whereTo(arms),
      ],
    };
  },
};

/** The addresses, and whether what is sent elsewhere leaves. */
function whereTo(arms: readonly ArmTally[]): readonly string[] {
  const addresses = [...new Set(arms.map(({ target }) => target.address))].map((address) => {
    const own = arms.filter(({ target }) => target.address === address);
    return { address, ...add(...own.flatMap(({ a, aaaa }) => [sendErrors(a), sendErrors(aaaa)])) };
  });
  const to = addresses.filter(({ failures }) => failures > 0);
  const shown = to.slice(0, MOST_ADDRESSES).map((one) => `${one.address} ${outOf(one)}`);
  return [
    `queries refused, by the address to which they were sent: ${joined(shown)}${to.length > MOST_ADDRESSES ? `, and ${to.length - MOST_ADDRESSES} more addresses` : ''}`,
    ...(to.length < addresses.length
      ? [`to the other addresses (${addresses.length - to.length}), no query was refused`]
      : []),
  ];
}

const MOST_ADDRESSES = 4;
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
