/** Datagrams of all kinds are lost at random between the node and the DNS pods. */

import { together } from '../ground/together.ts';
import { CountingRules, chance, readAll } from './counters.ts';
import type { Fault } from './fault.ts';

export interface Loss {
  /** 0 to 100; a tenth of a percent is the finest step. */
  readonly percent: number;
  readonly direction?: 'queries' | 'answers' | 'both';
}

/**
 * Drops in each DNS pod's own namespace: the node has already sent the packet, as on a lossy wire.
 * Truth: `queries` and `answers` lost over UDP, `segments` of TCP lost.
 */
export function packetLoss({ percent, direction = 'both' }: Loss): Fault {
  const lossy = chance(percent);
  const inbound = `udp dport 53 ${lossy} counter name queries drop
    tcp dport 53 ${lossy} counter name segments drop`;
  const outbound = `udp sport 53 ${lossy} counter name answers drop
    tcp sport 53 ${lossy} counter name segments drop`;
  const body = `
    chain in { type filter hook prerouting priority raw; ${direction === 'answers' ? '' : inbound}
    }
    chain out { type filter hook output priority filter; ${direction === 'queries' ? '' : outbound}
    }`;
  return {
    name: 'packet-loss',
    async inject({ dns }) {
      const rules = await together(
        dns.map(({ namespace }) =>
          CountingRules.load(namespace, 'packet-loss', ['queries', 'answers', 'segments'], body),
        ),
      );
      return {
        truth: () => readAll(rules),
        stop: async () => void (await together(rules.map((one) => one.remove()))),
      };
    },
  };
}
