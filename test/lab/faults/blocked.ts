/** A firewall between pods and DNS that lets one transport pass and not the other. */

import type { Transport } from '../../../src/domain/outcome.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

export interface Blocked {
  readonly transport: Transport;
  /** `rejected`: ICMP says so, or a TCP reset. */
  readonly how?: 'silent' | 'rejected';
}

/** Truth: packets `blocked`. */
export function blocked({ transport, how = 'silent' }: Blocked): Fault {
  const rejection = transport === 'tcp' ? 'reject with tcp reset' : 'reject';
  return {
    name: `${transport}-blocked`,
    async inject({ node }) {
      const rules = await CountingRules.load(
        node,
        `${transport}-blocked`,
        ['blocked'],
        `chain forward { type filter hook forward priority filter;
          ${transport} dport 53 counter name blocked ${how === 'silent' ? 'drop' : rejection}
        }`,
      );
      return { truth: () => rules.read(), stop: () => rules.remove() };
    },
  };
}
