/** Loss that is not even: above a rate, in bursts, or of large answers only. */

import { together } from '../ground/together.ts';
import type { Lab } from '../lab.ts';
import { CountingRules, readAll } from './counters.ts';
import type { Fault, Injected } from './fault.ts';

/** The node drops DNS datagrams above `perSecond`, as a cloud's limit for each interface does. Truth: `dropped` queries. */
export function rateLimit({ perSecond }: { readonly perSecond: number }): Fault {
  const body = `chain forward { type filter hook forward priority filter;
      udp dport 53 limit rate over ${perSecond}/second burst 5 packets counter name dropped drop
    }`;
  return { name: 'rate-limit', inject: ({ node }) => inAll([node], 'rate-limit', body) };
}

/** Now and then all DNS datagrams are lost for `ms` milliseconds: about `perSecond` times. Truth: `dropped` datagrams. */
export function burstLoss({
  ms = 400,
  permille = 2,
}: {
  readonly ms?: number;
  readonly permille?: number;
} = {}): Fault {
  const body = `
    set storm { type inet_proto; flags dynamic,timeout; timeout ${ms}ms; }
    chain datagrams {
      meta l4proto @storm counter name dropped drop
      numgen random mod 1000 < ${permille} add @storm { meta l4proto timeout ${ms}ms }
    }
    chain forward { type filter hook forward priority filter;
      udp dport 53 jump datagrams
      udp sport 53 jump datagrams
    }`;
  return { name: 'burst-loss', inject: ({ node }) => inAll([node], 'burst-loss', body) };
}

/** After more than `perSecond` datagrams a second, the node drops all of them for `ms` milliseconds. Truth: `dropped` datagrams. */
export function senderBanned({
  perSecond = 15,
  ms = 3000,
}: {
  readonly perSecond?: number;
  readonly ms?: number;
} = {}): Fault {
  const body = `
    set banned { type inet_proto; flags dynamic,timeout; timeout ${ms}ms; }
    chain forward { type filter hook forward priority filter;
      udp dport 53 meta l4proto @banned counter name dropped drop
      udp dport 53 limit rate over ${perSecond}/second burst 60 packets add @banned { meta l4proto timeout ${ms}ms }
    }`;
  return { name: 'sender-banned', inject: ({ node }) => inAll([node], 'sender-banned', body) };
}

const UDP_HEADER = 8;

/** Answers over UDP of more than `bytes` bytes of DNS are dropped; over TCP they arrive. Truth: `dropped` answers. */
export function largeAnswersLost({ bytes = 512 }: { readonly bytes?: number } = {}): Fault {
  const body = `chain out { type filter hook output priority filter;
      udp sport 53 udp length > ${UDP_HEADER + bytes} counter name dropped drop
    }`;
  return {
    name: 'large-answers-lost',
    inject: ({ dns }) =>
      inAll(
        dns.map(({ namespace }) => namespace),
        'large-answers-lost',
        body,
      ),
  };
}

async function inAll(namespaces: readonly Lab['node'][], name: string, body: string): Promise<Injected> {
  const rules = await together(
    namespaces.map((namespace) => CountingRules.load(namespace, name, ['dropped'], body)),
  );
  return {
    truth: () => readAll(rules),
    stop: async () => void (await together(rules.map((one) => one.remove()))),
  };
}
