/** The ways to put a pair on the wire. One closed table; metrics, docs, chart and dashboard are tested against it. */

export const STRATEGIES = {
  pair: { wire: 'A and AAAA back to back, one thread, one fresh socket', standsFor: 'what glibc does' },
  race: {
    wire: 'A and AAAA at the same instant from two threads, one fresh 5-tuple',
    standsFor: 'the worst case: it provokes the clash',
  },
  separate: { wire: 'both at once, a fresh socket each', standsFor: "Go's resolver" },
  staggered: { wire: 'AAAA 4 ms after A, same socket', standsFor: 'the tc(8) workaround that delays AAAA' },
  sequential: { wire: "AAAA after A's answer, same socket", standsFor: '`options single-request`' },
  reopen: { wire: "AAAA after A's answer, new socket", standsFor: '`options single-request-reopen`' },
  tcp: { wire: 'both over one TCP connection', standsFor: '`options use-vc`' },
  endpoint: { wire: "`pair` straight to one DNS pod's address", standsFor: 'no VIP, no DNAT' },
  'node-local': { wire: "`pair` to the node-local cache's address", standsFor: 'NodeLocal DNSCache' },
  sticky: {
    wire: '`pair` on a socket that is kept open for hours',
    standsFor: 'long-lived clients, stale conntrack entries',
  },
} as const satisfies Record<string, { wire: string; standsFor: string }>;

export type Strategy = keyof typeof STRATEGIES;
export const STRATEGY_IDS = Object.keys(STRATEGIES) as readonly Strategy[];
