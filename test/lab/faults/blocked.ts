/** A firewall between pods and DNS that blocks one transport. */

import type { Transport } from '../../../src/domain/outcome.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';

export interface Blocked {
  readonly transport: Transport;
  /** `rejected`: with an ICMP error, or a TCP reset. */
  readonly how?: 'silent' | 'rejected';
}

/** Longer than the kernel waits between two SYNs of one connection (tcp(7), tcp_syn_retries). */
const REMEMBERED = '70s';

/** A repeated SYN has the same sequence number. Ports do not identify a connection, since they are reused. */
const COUNTS_CONNECTIONS = `
  tcp dport 53 tcp flags syn tcp sport . tcp sequence != @tried counter name connections
  tcp dport 53 tcp flags syn update @tried { tcp sport . tcp sequence timeout ${REMEMBERED} }`;

/** Truth: packets `blocked`; `connections` over TCP that were blocked, however often their SYN was sent. */
export function blocked({ transport, how = 'silent' }: Blocked): Fault {
  const rejection = transport === 'tcp' ? 'reject with tcp reset' : 'reject';
  return {
    name: `${transport}-blocked`,
    async inject({ node }) {
      const rules = await CountingRules.load(
        node,
        `${transport}-blocked`,
        ['blocked', 'connections'],
        `set tried { typeof tcp sport . tcp sequence; flags dynamic,timeout; timeout ${REMEMBERED}; }
        chain forward { type filter hook forward priority filter;
          ${transport === 'tcp' ? COUNTS_CONNECTIONS : ''}
          ${transport} dport 53 counter name blocked ${how === 'silent' ? 'drop' : rejection}
        }`,
      );
      return { truth: () => rules.read(), stop: () => rules.remove() };
    },
  };
}
