/**
 * The kernel repairs a clash with an entry that lives one second. An answer that takes longer is not translated back:
 * it arrives with the DNS pod's own address. Needs a client that makes clashes, as the strategy `race` does.
 */

import { dnsLink, farAddress, podLink } from '../ground/addresses.ts';
import { readNodeCounters, risen } from '../ground/node-counters.ts';
import { addressWords } from './clash.ts';
import { CountingRules } from './counters.ts';
import type { Fault } from './fault.ts';
import { serverFault } from './server-fault.ts';

/** The life of a repaired entry is one second (nf_conntrack_core.c, nf_ct_resolve_clash_harder). */
const LONGER_MS = 1500;

/** Truth: `clashResolved`, and `untranslated` answers that reached the first pod from a DNS pod's own address. */
export function clashExpired({ ms = LONGER_MS }: { readonly ms?: number } = {}): Fault {
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
      return {
        truth: async () => ({
          ...(await rules.read()),
          clashResolved: risen(before, await readNodeCounters(lab.node)).clashResolved,
        }),
        async stop() {
          await rules.remove();
          await slow.stop();
        },
      };
    },
  };
}
