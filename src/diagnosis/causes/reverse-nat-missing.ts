/** Answers by the VIP arrive with the DNS pod's own address: nothing rewrites them back. */

import { CERTAIN, confidenceOf, LIKELY, POSSIBLE } from '../../statistics/confidence.ts';
import { fisherGreater } from '../../statistics/tests.ts';
import type { CauseDefinition } from '../cause-definition.ts';
import { over, wrongSources } from '../compare/rates.ts';
import { APART } from '../compare/sorted-evidence.ts';
import type { Rule } from '../rule.ts';
import { NODE_LOCAL, USE_VC } from '../shared-remedies.ts';
import { outOf } from '../wording.ts';

const rule: Rule = {
  id: 'apart-answers-from-the-pod-itself',
  predicts: [],
  argument:
    "Answers to queries by the VIP arrive with a DNS pod's own address as their source, also where A and AAAA are sent apart, so without any clash: the way back does not pass the node that rewrote the way there, or that node has no entry for it. A connected socket never sees such an answer, and waits.",
  when: (view) => {
    const apart = over(view.byVip(...APART), wrongSources);
    const together = over(view.byVip('race', 'pair'), wrongSources);
    if (apart.failures === 0) return undefined;
    const onlyTogether = confidenceOf(fisherGreater(together, apart)) >= LIKELY;
    return {
      confidence: onlyTogether
        ? POSSIBLE
        : apart.failures >= 5
          ? CERTAIN
          : apart.failures >= 2
            ? LIKELY
            : POSSIBLE,
      facts: [
        `queries apart whose answer came from another address than the VIP: ${outOf(apart)}`,
        `queries at once: ${outOf(together)}`,
      ],
    };
  },
};

export const reverseNatMissing: CauseDefinition<'reverse-nat-missing'> = {
  cause: 'reverse-nat-missing',
  rules: [rule],
  remedies: [
    {
      change:
        'See that answers of the DNS pods pass the node that rewrote the query: routes, rp_filter, and rules with NOTRACK',
    },
    {
      change: "Look at the CNI's and kube-proxy's replacement's own reverse translation (eBPF service maps)",
    },
    NODE_LOCAL,
    USE_VC,
  ],
  askNext: ['separate', 'reopen', 'race'],
};
