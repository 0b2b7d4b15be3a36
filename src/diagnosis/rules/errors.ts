/** Answers come, but with an error, or not for AAAA. */

import { CERTAIN, confidenceOf, LIKELY, POSSIBLE, UNLIKELY } from '../../statistics/confidence.ts';
import { ownBufferDrops } from '../compare/counters.ts';
import { noData, over, rcodeErrors } from '../compare/rates.ts';
import { onlyOutside } from '../compare/view.ts';
import type { Rule } from '../rule.ts';
import { joined, outOf } from '../wording.ts';

export const aaaaBroken: Rule = {
  id: 'aaaa-fails-however-sent',
  cause: 'aaaa-broken',
  argument:
    "AAAA queries fail where A queries do not, also when the two are sent from different sockets, one after the other, or straight to a DNS pod: so it is the question that fails, not its place in the pair. Where fivesec's own receive buffer overflows, or nobody knows whether it does, the answer that comes second is lost more often: then it may be its place after all.",
  when: (sight) => {
    const sure = confidenceOf(sight.aaaaChance);
    if (sure === 0) return undefined;
    const apart = sight.arms.filter(({ strategy }) => !['pair', 'race', 'sticky'].includes(strategy));
    const overflowed = ownBufferDrops(sight.evidence.node);
    const isCrowded = overflowed.kind === 'absent' || overflowed.value > 0;
    // Lost packets come out uneven by chance now and then: this must be beyond doubt to be believed.
    const shown = sure >= CERTAIN ? CERTAIN : sure >= LIKELY ? 0.6 : UNLIKELY;
    return {
      confidence: isCrowded ? Math.min(POSSIBLE, shown) : shown,
      facts: [
        `AAAA failed or was refused: ${outOf(over(apart, noData, ['AAAA']))}`,
        `A failed or was refused: ${outOf(over(apart, noData, ['A']))}`,
      ],
    };
  },
};

export const serverError: Rule = {
  id: 'answers-with-an-error-code',
  cause: 'server-error',
  argument:
    'A server says itself that it can not or will not answer, with SERVFAIL, REFUSED or the like, for names of the cluster. No packet was lost and nobody had to wait.',
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
