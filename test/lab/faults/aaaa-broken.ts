/** AAAA queries fail: at the DNS servers, or at a firewall in front of them. */

import { together } from '../ground/together.ts';
import { CountingRules, chance, readAll } from './counters.ts';
import type { Fault } from './fault.ts';
import { serverFault } from './server-fault.ts';

export interface AaaaBroken {
  /** `dropped`: by the servers, over any transport. `servfail`: answered with SERVFAIL. `filtered`: by a firewall, over UDP only. */
  readonly how?: 'dropped' | 'servfail' | 'filtered';
  /** 0 to 100. */
  readonly percent?: number;
}

/** Truth: `aaaa` queries that were not answered, or answered SERVFAIL. */
export function aaaaBroken({ how = 'dropped', percent = 100 }: AaaaBroken = {}): Fault {
  if (how === 'filtered') return filtered(percent);
  return serverFault('aaaa-broken', [
    {
      qtype: 'AAAA',
      share: percent / 100,
      action: how === 'dropped' ? { kind: 'drop' } : { kind: 'rcode', rcode: 'SERVFAIL' },
      counter: 'aaaa',
    },
  ]);
}

const SHORTEST_QUERY = 12 + 2 + 4;
const LONGEST_QUERY = 12 + 255 + 4;
const UDP_HEADER = 8;
const AAAA = '0x001c';

/** A query without EDNS ends with its type and class, so its length gives the position of the type. */
function filtered(percent: number): Fault {
  const lengths = Array.from(
    { length: LONGEST_QUERY - SHORTEST_QUERY + 1 },
    (_, index) => UDP_HEADER + SHORTEST_QUERY + index,
  );
  const byLength = lengths.map(
    (length) => `udp length ${length} @th,${(length - 4) * 8},16 ${AAAA} goto aaaa-queries`,
  );
  const body = `
    chain aaaa-queries { ${chance(percent)} counter name aaaa drop
    }
    chain in { type filter hook prerouting priority raw;
      udp dport != 53 accept
      ${byLength.join('\n')}
    }`;
  return {
    name: 'aaaa-broken',
    async inject({ dns }) {
      const rules = await together(
        dns.map(({ namespace }) => CountingRules.load(namespace, 'aaaa-broken', ['aaaa'], body)),
      );
      return {
        truth: () => readAll(rules),
        stop: async () => void (await together(rules.map((one) => one.remove()))),
      };
    },
  };
}
