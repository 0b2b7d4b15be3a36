/** A DNS server answers with an error code. */

import { over, rcodeErrors } from '../compare/rates.ts';
import { onlyOutside } from '../compare/sorted-evidence.ts';
import { joined, outOf } from '../compare/wording.ts';
import { CERTAIN, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import type { Rule } from './rule.ts';

const rule: Rule = {
  id: 'answers-with-an-error-code',
  predicts: [],
  argument:
    'A server answers names of the cluster with an error code, such as SERVFAIL or REFUSED: it cannot or will not answer them. No packet is lost, and no query waits for a timeout.',
  when: ({ arms, qtypes, evidence: { context } }) => {
    const refused = over(arms, rcodeErrors, qtypes);
    if (refused.failures === 0 || onlyOutside(arms)) return undefined;
    const pods = arms.filter(
      ({ target, a, aaaa }) => target.kind === 'endpoint' && a.rcodeErrors + aaaa.rcodeErrors > 0,
    );
    const names = [...new Set(pods.map(({ target }) => target.address))];
    return {
      confidence: refused.failures >= 5 ? CERTAIN : refused.failures >= 2 ? LIKELY : POSSIBLE,
      facts: [
        `answered with an error code: ${outOf(refused)}`,
        ...(names.length > 0 && names.length < context.endpoints.length
          ? [`of the DNS pods only ${joined(names)}`]
          : []),
      ],
    };
  },
};

export const serverError: CauseDefinition<'server-error'> = {
  cause: 'server-error',
  rules: [rule],
  remedies: [
    { change: "Read the DNS pods' log for the names that fail (`errors` and `log` in the Corefile)" },
    { change: 'REFUSED for many names at once: raise max_concurrent, or make the upstream faster' },
  ],
  askNext: ['endpoint'],
};
