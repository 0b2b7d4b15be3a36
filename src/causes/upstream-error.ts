/** Names from outside the cluster are answered at once with an error code; names inside are fine. */

import { rcodeFacts } from '../compare/answers/response-codes.ts';
import { quickRcodeErrors, ratio } from '../compare/counts/proportions.ts';
import { outOf } from '../compare/counts/wording.ts';
import {
  DOMAIN_MAY_BE_REFUSED,
  insideOutside,
  onlyRandomNamesAreRefused,
  onlyRandomNamesFail,
  RANDOM_NAMES_ONLY,
} from '../compare/servers/inside-outside.ts';
import type { Rule } from '../rules/rule.ts';
import { confidenceOf, POSSIBLE } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';

const rule: Rule = {
  id: 'only-outside-names-get-errors',
  predicts: [],
  argument:
    'Names from outside the cluster are answered at once with an error code, such as SERVFAIL or REFUSED. Names of the cluster, which the same server answers from memory, are answered correctly. So the upstream server fails, or the DNS server cannot reach one. An error that comes late shows that the server waited for its upstream: that is `upstream-slow`. If only random names were asked, and each was answered with REFUSED, the upstream server may refuse just their domain. Then the confidence is 0.5.',
  when: ({ evidence: { arms, lookups } }) => {
    const { outside, inside, p, from, queries } = insideOutside(arms, lookups, quickRcodeErrors);
    const sure = confidenceOf(p);
    if (sure === 0 || outside.failures < 2) return undefined;
    const isRandomOnly = onlyRandomNamesFail(arms, quickRcodeErrors);
    const isDomainRefused = onlyRandomNamesAreRefused(arms, lookups);
    const isDoubtful = isRandomOnly || isDomainRefused || ratio(inside) > ratio(outside) / 2;
    return {
      confidence: isDoubtful ? Math.min(POSSIBLE, sure) : sure,
      facts: [
        `queries answered with an error code ${from}: ${outOf(outside)}`,
        `for names of the cluster: ${outOf(inside)}`,
        ...rcodeFacts(queries),
        ...(isRandomOnly ? [RANDOM_NAMES_ONLY] : []),
        ...(isDomainRefused ? [DOMAIN_MAY_BE_REFUSED] : []),
      ],
    };
  },
};

export const upstreamError: CauseDefinition<'upstream-error'> = {
  cause: 'upstream-error',
  rules: [rule],
  spoils: 'errors-outside',
  isBesideLosses: true,
  remedies: [
    {
      change:
        "Read the DNS pods' log for the error and the upstream that it came from (`errors` in the Corefile)",
    },
    {
      change:
        'Ask the upstream servers (`forward` in the Corefile) from a DNS pod, and replace the one that fails',
    },
    { change: 'Serve stale answers while the upstream server fails (`serve_stale` in the Corefile)' },
  ],
  askNext: ['uncached', 'pair'],
};
