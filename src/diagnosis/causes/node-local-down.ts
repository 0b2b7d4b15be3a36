/** The node-local DNS cache does not answer. */

import { confidenceOf, LIKELY } from '../../statistics/confidence.ts';
import { fisherGreater } from '../../statistics/tests.ts';
import type { CauseDefinition } from '../cause-definition.ts';
import { nodeLocalArms, works } from '../compare/paths.ts';
import { allFailed, ratio } from '../compare/rates.ts';
import { FRESH } from '../compare/sorted-evidence.ts';
import type { Rule } from '../rule.ts';
import { outOf } from '../wording.ts';

const rule: Rule = {
  id: 'node-local-fails',
  predicts: ['node-local-fails'],
  argument:
    "The node's own cache fails, mostly with a refusal and not with silence, while the cluster's DNS pods or its VIP answer from the same node.",
  when: (view) => {
    const local = nodeLocalArms(view);
    const cache = view.failures(local);
    const well = view.endpoints.filter(({ address }) =>
      view.health.healthy.some((endpoint) => endpoint.address === address),
    );
    const others = [view.failures(view.byVip(...FRESH)), ...well.map(({ udp }) => udp)].filter(
      ({ trials }) => trials > 0,
    );
    const best = others.sort((one, other) => ratio(one) - ratio(other))[0];
    if (best === undefined || !works(best)) return undefined;
    const refused = local.reduce((sum, { a, aaaa }) => sum + a.networkErrors + aaaa.networkErrors, 0);
    const sure = confidenceOf(fisherGreater(cache, best));
    return {
      confidence: allFailed(cache) ? sure : Math.min(LIKELY, sure),
      facts: [
        `to the node's cache failed: ${outOf(cache)}, ${refused} of them refused`,
        `elsewhere failed: ${outOf(best)}`,
      ],
    };
  },
};

export const nodeLocalDown: CauseDefinition<'node-local-down'> = {
  cause: 'node-local-down',
  rules: [rule],
  remedies: [
    { change: 'Look at the NodeLocal DNSCache pod of this node: its memory limit, its last exit' },
    { change: 'Let it roll with maxSurge, so that it is not gone while it is replaced' },
    { change: 'Take the node out of use until its cache answers' },
  ],
  askNext: ['node-local', 'endpoint'],
};
