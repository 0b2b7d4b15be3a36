/** A name has an A record, but the query for its AAAA record is answered "no such name". */

import { explainsLittle } from '../compare/harm.ts';
import type { Rule } from '../rules/rule.ts';
import { CERTAIN, LIKELY } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { FEWER_NAMES } from './shared-remedies.ts';

const rule: Rule = {
  id: 'aaaa-denies-the-name',
  predicts: [],
  argument:
    'One name is answered with addresses for A and with NXDOMAIN for AAAA. NXDOMAIN says that the name has no records of any type (RFC 8020). The correct answer for a name without AAAA records is NOERROR without data (RFC 2308 section 2.2). Which of the two answers counts depends on the C library.',
  when: ({ evidence }) => {
    const found = Object.entries(evidence.names.halfDenied);
    const seen = found.reduce((sum, [, count]) => sum + count, 0);
    if (seen === 0) return undefined;
    return {
      confidence: seen >= 2 ? CERTAIN : LIKELY,
      isMinor: explainsLittle({ evidence }, seen),
      facts: [
        ...found.map(
          ([name, count]) => `${name}: A was answered with addresses, AAAA with NXDOMAIN, ${count} times`,
        ),
        'musl fails (EAI_NONAME, "Name does not resolve"); glibc takes the A record',
      ],
    };
  },
};

export const halfDeniedName: CauseDefinition<'half-denied-name'> = {
  cause: 'half-denied-name',
  rules: [rule],
  remedies: [
    {
      change:
        'Correct the server of that zone, or the `template`, `rewrite` or `hosts` rule of the Corefile: AAAA must be answered NOERROR without data',
    },
    { change: 'Publish an AAAA record for the name' },
    FEWER_NAMES,
  ],
  askNext: ['pair', 'endpoint'],
};
