/** A device on the path loses one of two queries that come from one port in quick succession. */

import { clashDrops } from '../compare/counts/counters.ts';
import { failedPairs } from '../compare/counts/proportions.ts';
import { atMost, joined, outOf } from '../compare/counts/wording.ts';
import type { View } from '../compare/view/view.ts';
import { APART } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';
import { confidenceOf, LIKELY, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import { fisherGreater } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { REOPEN, SEPARATE, USE_VC } from './shared-remedies.ts';

const rule: Rule = {
  id: 'one-port-loses-one-of-two',
  predicts: ['one-of-two-on-path', 'second-from-port'],
  argument:
    'One of two queries from one port is lost. This happens straight to a DNS pod as well, or even if the second query leaves after the answer to the first. Queries from two ports are not lost. DNAT on the node explains neither, so this is not the race in conntrack. If conntrack drops more clashes than usual while queries are lost, and so many that they explain the losses, it may be the race nevertheless, and the confidence is 0.3 at most. A device on the path, or the server, takes one query at a time from each port.',
  when: (view) => {
    const support = view.losses().supportOf('one-of-two-on-path', 'second-from-port');
    if (support === undefined || support.confidence === 0) return undefined;
    const direct = view.arms.filter(
      ({ target, transport }) => target.kind === 'endpoint' && transport === 'udp',
    );
    const drops = view.excessOf(clashDrops);
    const isCounted = drops.kind === 'elevated' && drops.explains;
    const onePort = failedPairs(view.byVip('pair', 'race'));
    const twoPorts = failedPairs(view.byVip('separate', 'reopen'));
    const differs = twoPorts.trials === 0 || confidenceOf(fisherGreater(onePort, twoPorts)) >= LIKELY;
    // What conntrack counts as its own drops is not lost on the path.
    const most = isCounted ? UNLIKELY : differs ? 1 : POSSIBLE;
    return {
      confidence: Math.min(most, support.confidence),
      facts: [
        `pairs sent at once from one socket (pair and race) that lost a query: ${outOf(onePort)}`,
        `pairs straight to the DNS pods that lost a query: ${outOf(failedPairs(direct))}`,
        ...toEach(view),
        `pairs sent one query after the other from one socket (sequential) that lost a query: ${outOf(failedPairs(view.byVip('sequential')))}`,
        `pairs sent from two sockets that lost a query: ${atMost(twoPorts)}`,
      ],
    };
  },
};

/** The pods differ, if the device is before some of them only. */
function toEach({ endpoints }: View): readonly string[] {
  const isSome = endpoints.some(({ pairs }) => pairs.failures === 0);
  if (!isSome || endpoints.every(({ pairs }) => pairs.failures === 0)) return [];
  return [
    `of these ${joined(endpoints.map(({ address, pairs }) => `${outOf(pairs)} to ${address}`))}: the device is on the way to those that lose`,
  ];
}

export const pairDroppedOnPath: CauseDefinition<'pair-dropped-on-path'> = {
  cause: 'pair-dropped-on-path',
  rules: [rule],
  spoils: 'queries',
  remedies: [
    REOPEN,
    SEPARATE,
    USE_VC,
    {
      change:
        'Look for a firewall, NAT device or virtual network on the path that handles one packet of a flow at a time',
    },
  ],
  askNext: ['endpoint', 'pair', ...APART],
};
