/** The closed table of causes. Metric labels, rules, dashboard, docs and runbooks are tested against it. */

export const CAUSES = {
  'conntrack-race': 'A and AAAA clash in conntrack under DNAT and one of them is dropped',
  'snat-port-race': 'two flows get the same source port under SNAT at the same instant and one is dropped',
  'conntrack-full': 'the conntrack table is full and new flows are dropped',
  'stale-conntrack': 'a long-lived flow still goes to a DNS pod that is gone',
  'endpoint-down': 'one DNS pod does not answer, the others do',
  'vip-unreachable': 'the DNS VIP leads nowhere: it is not rewritten, or refused for want of a ready DNS pod',
  'node-local-down': 'the node-local DNS cache does not answer',
  'server-slow': 'the DNS pods answer slowly',
  'upstream-slow': 'names outside the cluster are slow or fail, names inside are fine',
  'server-error': 'the DNS server answers with an error code',
  'aaaa-broken': 'AAAA queries fail whatever way they are sent, A queries are fine',
  'udp-blocked': 'DNS over UDP does not pass, over TCP it does',
  'tcp-blocked': 'DNS over TCP does not pass, over UDP it does',
  'packet-loss': 'the network loses datagrams, whatever way they are sent',
  'receive-buffer': 'the receive buffer overflows before the answers are read',
  'node-backlog': "the node's CPUs drop packets before the network stack sees them",
  'search-amplification': 'a name costs many queries because of the search list',
  'agent-starved': 'fivesec itself did not get the CPU: no fault of DNS',
  'clash-expired':
    "a repaired clash was forgotten after a second: a slow answer arrives with the DNS pod's own address",
  'clash-repaired': 'A and AAAA clash in conntrack and the kernel repairs it: harmless',
  'not-enough-evidence': 'something stalls, and what was measured does not name the cause',
} as const satisfies Record<string, string>;

export type Cause = keyof typeof CAUSES;
export const CAUSE_IDS = Object.keys(CAUSES) as readonly Cause[];
