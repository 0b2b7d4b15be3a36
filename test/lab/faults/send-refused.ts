/** The pod's own kernel refuses to send a share of its UDP queries: send(2) fails at once. */

import { addressWords } from './clash.ts';
import { CountingRules, chance } from './counters.ts';
import type { Fault } from './fault.ts';

/**
 * Why the kernel refuses. EPERM: netfilter drops it in OUTPUT (nf_hook_slow). The others: a policy rule for the
 * datagram's mark refuses it when it is routed again (fib4_rule_action; ip_route_me_harder, whose error nft returns).
 */
type Refusal = 'EPERM' | 'EACCES' | 'ENETUNREACH';

const RULE = { EACCES: 'prohibit', ENETUNREACH: 'unreachable' } as const;
const MARK = '0x5ec';

export interface SendRefused {
  /** 0 to 100. */
  readonly percent?: number;
  readonly errno?: Refusal;
}

/** Truth: `refused` datagrams. */
export function sendRefused({ percent = 30, errno = 'EPERM' }: SendRefused = {}): Fault {
  return {
    name: 'send-refused',
    async inject(lab) {
      const { pod } = lab;
      const statement = errno === 'EPERM' ? 'drop' : `meta mark set ${MARK}`;
      const type = errno === 'EPERM' ? 'filter' : 'route';
      // Some kernels are built without one family's policy rules; the family of the VIP is what matters here.
      const rule = errno === 'EPERM' ? undefined : `fwmark ${MARK} ${RULE[errno]}`;
      const family = lab.topology.family === 6 ? '-6 ' : '';
      const ip = (verb: string) =>
        rule === undefined ? undefined : pod.run(['sh', '-c', `ip ${family}rule ${verb} ${rule}`]);
      await ip('add');
      const rules = await CountingRules.load(
        pod,
        'send-refused',
        ['refused'],
        `chain output { type ${type} hook output priority mangle;
          meta nfproto ${addressWords(lab).type === 'ipv6_addr' ? 'ipv6' : 'ipv4'} udp dport 53 ${chance(percent)} counter name refused ${statement}
        }`,
      );
      return {
        truth: () => rules.read(),
        async stop() {
          await rules.remove();
          await ip('del');
        },
      };
    },
  };
}
