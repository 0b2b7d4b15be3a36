/**
 * The kernel repairs a clash with an entry that lives one second. An answer that takes longer is not translated back:
 * it arrives with the DNS pod's own address. Needs a client that makes clashes, as the strategy `race` does.
 */

import { dnsLink, farAddress, podLink } from '../ground/addresses.ts';
import { readNodeCounters, risen } from '../ground/node-counters.ts';
import type { Lab } from '../lab.ts';
import { addressWords, NOT_THE_FIRST } from './clash.ts';
import { CountingRules, chance } from './counters.ts';
import type { Fault } from './fault.ts';
import { serverFault } from './server-fault.ts';

/** The time between conntrack's look-up and its record, as dnat-race-legacy imitates it. */
const WINDOW = '4ms';

export interface ClashExpired {
  /** How long the DNS pods take for each answer. */
  readonly ms?: number;
  /**
   * The share of pairs, 0 to 100, whose second datagram goes to a DNS pod without an entry for the answer. This imitates a node on which the
   * two datagrams of a C library's pair clash; on some kernels and CPUs only two threads make them clash.
   */
  readonly pairsPercent?: number;
}

/** The life of a repaired entry is one second (nf_conntrack_core.c, nf_ct_resolve_clash_harder). */
const LONGER_MS = 1500;

/** Truth: `clashResolved`, and `untranslated` answers that reached the first pod from a DNS pod's own address. */
export function clashExpired({ ms = LONGER_MS, pairsPercent = 0 }: ClashExpired = {}): Fault {
  return {
    name: 'clash-expired',
    async inject(lab) {
      const slow = await serverFault('clash-expired', [{ delayMs: ms }]).inject(lab);
      const { family } = lab.topology;
      const { saddr, daddr } = addressWords(lab);
      const sources = lab.dns.map((_, index) => farAddress(dnsLink(index), family)).join(', ');
      const before = await readNodeCounters(lab.node);
      // A pod that was asked directly answers from its own address. So an answer counts only if no query was sent to that address.
      const rules = await CountingRules.load(
        lab.pod,
        'clash-expired',
        ['untranslated'],
        `
        set direct { type inet_service; flags dynamic,timeout; timeout 30s; }
        chain out { type filter hook output priority raw;
          ${daddr} { ${sources} } udp dport 53 add @direct { udp sport timeout 30s }
        }
        chain in { type filter hook prerouting priority raw;
          ${saddr} { ${sources} } ${daddr} ${farAddress(podLink(0), family)} udp sport 53 udp dport != @direct counter name untranslated
        }`,
      );
      const imitated = pairsPercent > 0 ? await expireInPairs(lab, pairsPercent) : undefined;
      return {
        truth: async () => ({
          ...(await rules.read()),
          clashResolved: risen(before, await readNodeCounters(lab.node)).clashResolved,
        }),
        async stop() {
          await imitated?.remove();
          await rules.remove();
          await slow.stop();
        },
      };
    },
  };
}

/** The second of two datagrams from a port is rewritten without conntrack, so nothing rewrites its answer back. */
function expireInPairs({ node, vip, endpoints, topology }: Lab, percent: number): Promise<CountingRules> {
  const { saddr, daddr, type } = addressWords({ topology });
  const [pod = vip] = endpoints;
  return CountingRules.load(
    node,
    'clash-expired-pairs',
    ['rewritten'],
    `
    set unconfirmed { type ${type} . inet_service; flags dynamic,timeout; timeout ${WINDOW}; }
    chain queries {
      add @unconfirmed { ${saddr} . udp sport timeout ${WINDOW} ${NOT_THE_FIRST} } ${chance(percent)} counter name rewritten notrack ${daddr} set ${pod} accept
    }
    chain prerouting { type filter hook prerouting priority raw;
      ${daddr} ${vip} udp dport 53 jump queries
    }`,
  );
}
