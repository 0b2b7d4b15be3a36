/** Answers arrive but can't be used: they can't be parsed, or have no question. */

import { over, unusable } from '../compare/rates.ts';
import { joined, outOf } from '../compare/wording.ts';
import { CERTAIN, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';

const rule: Rule = {
  id: 'answers-that-cannot-be-used',
  predicts: [],
  argument:
    'The server answered this query, and the answer cannot be used: it cannot be parsed, it has no question, or its OPT record is in the wrong section. A resolver ignores such an answer and waits for its timeout. So it looks like a lost answer.',
  when: ({ evidence: { arms } }) => {
    const bad = over(arms, unusable);
    if (bad.failures === 0) return undefined;
    const from = arms
      .filter(({ a, aaaa }) => a.malformed + aaaa.malformed > 0)
      .map(({ target }) => target.address);
    return {
      confidence: bad.failures >= 5 ? CERTAIN : bad.failures >= 2 ? LIKELY : POSSIBLE,
      facts: [`answers that cannot be used: ${outOf(bad)}`, `they came from ${joined([...new Set(from)])}`],
    };
  },
};

export const answersUnusable: CauseDefinition<'answers-unusable'> = {
  cause: 'answers-unusable',
  rules: [rule],
  remedies: [
    {
      change:
        'Capture such an answer (`tcpdump -w answers.pcap port 53`), and find the server or device that made it',
    },
    {
      change: 'Look for a DNS proxy or firewall on the path that rewrites answers, and update or remove it',
    },
  ],
  askNext: ['endpoint', 'pair'],
};
