/** Datagrams arrive with a wrong checksum and are dropped. */

import { rose } from '../compare/counts/counter-facts.ts';
import { checksumErrors, ownChecksumErrors } from '../compare/counts/counters.ts';
import type { Rule } from '../rules/rule.ts';
import { LIKELY } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';

/** The confidence if the counter rose beyond doubt, but explains less than half of the loss. */
const UNMATCHED = 0.6;
/** The confidence if the pod's own counter rose: it counts only datagrams to fivesec. */
const OWN = 0.9;

const rule: Rule = {
  id: 'udp-checksum-errors',
  predicts: [],
  argument:
    "The kernel counts each datagram that it drops because of a wrong checksum (`InCsumErrors`). fivesec's pod and the node have a counter each. If a counter rises while answers are missing, and more than at other times, the answers arrived damaged. The usual reason is a network card that leaves a checksum incomplete after an address was rewritten.",
  when: (view) => {
    const [own, node] = [view.excessOf(ownChecksumErrors), view.excessOf(checksumErrors)];
    const lost = `${view.evidence.lossy.failed} queries were lost in the same steps`;
    if (own.kind === 'elevated')
      return {
        confidence: own.explains ? OWN : UNMATCHED,
        facts: [rose("InCsumErrors of fivesec's pod", own), lost],
      };
    if (node.kind !== 'elevated') return undefined;
    return {
      confidence: node.explains ? LIKELY : UNMATCHED,
      facts: [rose('InCsumErrors of the node', node), lost],
    };
  },
};

export const wrongChecksums: CauseDefinition<'checksum-errors'> = {
  cause: 'checksum-errors',
  rules: [rule],
  remedies: [
    {
      change:
        'Turn checksum offload off on the tunnel device of the pod network: `ethtool -K <device> tx-checksum-ip-generic off`',
    },
    { change: 'Update the kernel, the driver of the network card, or the pod network' },
  ],
  askNext: ['endpoint', 'pair'],
};
