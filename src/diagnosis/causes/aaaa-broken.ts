/** AAAA queries fail however they are sent; A queries do not. */

import { CERTAIN, confidenceOf, LIKELY, POSSIBLE, UNLIKELY } from '../../statistics/confidence.ts';
import type { CauseDefinition } from '../cause-definition.ts';
import { ownBufferDrops } from '../compare/counters.ts';
import { noData, over } from '../compare/rates.ts';
import type { Rule } from '../rule.ts';
import { outOf } from '../wording.ts';

const rule: Rule = {
  id: 'aaaa-fails-however-sent',
  argument:
    "AAAA queries fail where A queries do not, also when the two are sent from different sockets, one after the other, or straight to a DNS pod: so it is the question that fails, not its place in the pair. Where fivesec's own receive buffer overflows, or nobody knows whether it does, the answer that comes second is lost more often: then it may be its place after all.",
  when: (view) => {
    const sure = confidenceOf(view.aaaaChance);
    if (sure === 0) return undefined;
    const apart = view.arms.filter(({ strategy }) => !['pair', 'race', 'sticky'].includes(strategy));
    const overflowed = ownBufferDrops(view.evidence.node);
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

export const aaaaBroken: CauseDefinition<'aaaa-broken'> = {
  cause: 'aaaa-broken',
  predicts: [],
  rules: [rule],
  remedies: [
    { change: 'Answer AAAA with no data where there is no IPv6 (`template ANY AAAA` in the Corefile)' },
    { change: 'Set `options no-aaaa` (dnsConfig): glibc 2.36 or later, musl and Go ignore it' },
    { change: 'Repair the server or firewall that drops AAAA' },
  ],
  askNext: ['separate', 'endpoint'],
};
