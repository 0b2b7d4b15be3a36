/** Something between pods and DNS takes one query at a time from a source address and port, and ignores further ones until it is answered. */

import { together } from '../ground/together.ts';
import { addressWords, NOT_THE_FIRST } from './clash.ts';
import { CountingRules, readAll } from './counters.ts';
import type { Fault } from './fault.ts';

/** An unanswered query holds its port at most this long, as in a middlebox with a timeout. */
const GIVES_UP = '1s';

/**
 * Each DNS pod ignores queries from an address and port that has an unanswered query there, via the VIP or direct.
 * It needs servers that take some milliseconds. Truth: `ignored` queries.
 */
export function oneAtATime(): Fault {
  return {
    name: 'one-at-a-time',
    async inject(lab) {
      const { saddr, daddr, type } = addressWords(lab);
      const body = `
        set busy { type ${type} . inet_service; flags dynamic,timeout; timeout ${GIVES_UP}; }
        chain in { type filter hook prerouting priority raw;
          udp dport 53 add @busy { ${saddr} . udp sport timeout ${GIVES_UP} ${NOT_THE_FIRST} } counter name ignored drop
        }
        chain out { type filter hook output priority raw;
          udp sport 53 delete @busy { ${daddr} . udp dport }
        }`;
      const rules = await together(
        lab.dns.map(({ namespace }) => CountingRules.load(namespace, 'one-at-a-time', ['ignored'], body)),
      );
      return {
        truth: () => readAll(rules),
        stop: async () => void (await together(rules.map((one) => one.remove()))),
      };
    },
  };
}

/**
 * The node drops each datagram for the VIP that follows another one from the same address and port within `ms`
 * milliseconds, before NAT. Truth: `dropped` datagrams.
 */
export function portLimit({ ms = 8 }: { readonly ms?: number } = {}): Fault {
  return {
    name: 'port-limit',
    async inject(lab) {
      const { saddr, daddr, type } = addressWords(lab);
      const rules = await CountingRules.load(
        lab.node,
        'port-limit',
        ['dropped'],
        `
        set recent { type ${type} . inet_service; flags dynamic,timeout; timeout ${ms}ms; }
        chain prerouting { type filter hook prerouting priority raw;
          ${daddr} != ${lab.vip} accept
          udp dport != 53 accept
          add @recent { ${saddr} . udp sport timeout ${ms}ms ${NOT_THE_FIRST} } counter name dropped drop
        }`,
      );
      return { truth: () => rules.read(), stop: () => rules.remove() };
    },
  };
}
