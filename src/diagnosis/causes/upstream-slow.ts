/** Names outside the cluster are slow or fail; names inside are fine. */

import type { ArmTally } from '../../domain/evidence.ts';
import type { Strategy } from '../../domain/strategy.ts';
import { confidenceOf, POSSIBLE } from '../../statistics/confidence.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { fisherGreater } from '../../statistics/tests.ts';
import type { CauseDefinition } from '../cause-definition.ts';
import { over, ratio, trouble } from '../compare/rates.ts';
import { APART } from '../compare/sorted-evidence.ts';
import type { Rule } from '../rule.ts';
import { FEWER_NAMES } from '../shared-remedies.ts';
import { outOf } from '../wording.ts';

const rule: Rule = {
  id: 'only-outside-names-suffer',
  predicts: [],
  argument:
    'Names outside the cluster are slow, fail, or come back as SERVFAIL, while names of the cluster, which the same server answers from memory, over the same way, are fine: the server waits for somebody else.',
  when: ({ evidence: { arms, lookups } }) => {
    const byPairs = compare(byVip(arms, 'outside', 'pair'), inner(arms));
    const byLookups = compare(trouble(lookups.queries.outside), trouble(lookups.queries.cluster));
    const { outside, inside, p } = byPairs.p <= byLookups.p ? byPairs : byLookups;
    // Two comparisons, and the better one was taken.
    const sure = confidenceOf(2 * p);
    if (sure === 0 || outside.failures < 2) return undefined;
    return {
      confidence: ratio(inside) > ratio(outside) / 2 ? Math.min(POSSIBLE, sure) : sure,
      facts: [
        `slow, lost or refused for names outside: ${outOf(outside)}`,
        `for names of the cluster: ${outOf(inside)}`,
      ],
    };
  },
};

export const upstreamSlow: CauseDefinition<'upstream-slow'> = {
  cause: 'upstream-slow',
  rules: [rule],
  remedies: [
    {
      change: 'Look at the upstream resolvers of the DNS pods (`forward` in the Corefile), and their limits',
    },
    { change: 'Cache longer, and serve stale answers (`cache` and `serve_stale` in the Corefile)' },
    { change: 'Add a second upstream resolver' },
    FEWER_NAMES,
  ],
  askNext: ['pair'],
};

/** Queries of these strategies to the VIP that were slow or of no use. */
function byVip(arms: readonly ArmTally[], scope: ArmTally['scope'], ...strategies: Strategy[]): Proportion {
  const own = arms.filter(
    (arm) => arm.scope === scope && arm.target.kind === 'vip' && strategies.includes(arm.strategy),
  );
  return over(own, trouble);
}

/** Like is compared with like, `pair` with `pair`; only where that is spotless are more arms as good. */
function inner(arms: readonly ArmTally[]): Proportion {
  const pairs = byVip(arms, 'cluster', 'pair');
  return pairs.failures > 0 ? pairs : byVip(arms, 'cluster', 'pair', ...APART);
}

function compare(outside: Proportion, inside: Proportion) {
  return { outside, inside, p: fisherGreater(asPairs(outside), asPairs(inside)) };
}

/** A and AAAA of one pair share a pod and an upstream, so they are one trial and not two. */
function asPairs({ failures, trials }: Proportion): Proportion {
  return { failures: Math.round(failures / 2), trials: Math.round(trials / 2) };
}
