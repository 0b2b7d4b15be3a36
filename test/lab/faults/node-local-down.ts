/** The node-local cache dies. */

import { addressWords } from './clash.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

export interface NodeLocalDown {
  /** `refused`: its process is gone, its address remains. `silent`: packets to it are dropped. */
  readonly how?: 'refused' | 'silent';
}

/** Needs a topology with a node-local cache. Truth: `queries` over UDP and `segments` of TCP that were sent to it. */
export function nodeLocalDown({ how = 'refused' }: NodeLocalDown = {}): Fault {
  return {
    name: 'node-local-down',
    async inject(lab) {
      const { nodeLocalServer } = lab;
      if (nodeLocalServer === undefined) throw new RangeError('the lab has no node-local cache');
      const to = `${addressWords(lab).daddr} ${lab.nodeLocal}`;
      const verdict = how === 'silent' ? 'drop' : 'accept';
      if (how === 'refused') await nodeLocalServer.stop();
      const rules = await CountingRules.load(
        lab.node,
        'node-local-down',
        ['queries', 'segments'],
        `chain input { type filter hook input priority filter;
          ${to} udp dport 53 counter name queries ${verdict}
          ${to} tcp dport 53 counter name segments ${verdict}
        }`,
      );
      return {
        truth: () => rules.read(),
        async stop() {
          await rules.remove();
          if (how === 'refused') await nodeLocalServer.serve('dnsmasq');
        },
      };
    },
  };
}
