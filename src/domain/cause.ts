/** The closed table of causes. Tests compare metric labels, diagnosis, dashboard, chart, docs and runbooks with it. */

/**
 * What a cause says about the health of DNS. `fault`: something is wrong with DNS or the path to it.
 * `harmless`: it exists, and nothing is lost or late because of it. `self`: fivesec itself was too slow to measure. This
 * explains its slow probes, which show nothing about DNS. `unnamed`: something is wrong, and its cause is not known.
 */
export type Harm = 'fault' | 'harmless' | 'self' | 'unnamed';

interface CauseRow {
  /** One clause that says what happens: lower case, no full stop. */
  readonly title: string;
  readonly harm: Harm;
}

export const CAUSES = {
  'conntrack-race': {
    title: 'A and AAAA clash in conntrack under DNAT and one of them is dropped',
    harm: 'fault',
  },
  'snat-port-race': {
    title: 'two flows get the same source port under SNAT at the same instant and one is dropped',
    harm: 'fault',
  },
  'conntrack-full': { title: 'the conntrack table is full and new flows are dropped', harm: 'fault' },
  'stale-conntrack': { title: 'a long-lived flow still goes to a DNS pod that is gone', harm: 'fault' },
  'endpoint-down': { title: 'one or more DNS pods do not answer', harm: 'fault' },
  'vip-unreachable': {
    title:
      'the DNS VIP leads nowhere: the node does not rewrite it, or refuses it because no DNS pod is ready',
    harm: 'fault',
  },
  'node-local-down': { title: 'the node-local DNS cache does not answer', harm: 'fault' },
  'server-slow': { title: 'the DNS pods answer slowly', harm: 'fault' },
  'upstream-slow': {
    title: 'names outside the cluster are slow or get no answer, names inside are fine',
    harm: 'fault',
  },
  'server-error': {
    title: 'a DNS server answers with an error code, or denies a name that exists',
    harm: 'fault',
  },
  'aaaa-broken': { title: 'AAAA queries fail however they are sent, A queries are fine', harm: 'fault' },
  'udp-blocked': { title: 'DNS over UDP is blocked, DNS over TCP works', harm: 'fault' },
  'tcp-blocked': { title: 'DNS over TCP is blocked, DNS over UDP works', harm: 'fault' },
  'packet-loss': { title: 'the network loses datagrams, however they are sent', harm: 'fault' },
  'receive-buffer': { title: 'the receive buffer overflows before the answers are read', harm: 'fault' },
  'node-backlog': { title: "the node's CPUs drop packets before the network stack sees them", harm: 'fault' },
  'pair-dropped-on-path': {
    title: 'the path loses one of two queries that leave one port in quick succession',
    harm: 'fault',
  },
  'vip-leads-astray': {
    title: 'the DNS VIP also leads to an address that is no known DNS pod',
    harm: 'fault',
  },
  'send-refused': { title: 'the local kernel refuses to send queries', harm: 'fault' },
  'answers-unusable': { title: 'answers come, but cannot be used', harm: 'fault' },
  'reverse-nat-missing': {
    title: "answers arrive with the DNS pod's own address instead of the VIP",
    harm: 'fault',
  },
  'nameserver-down': { title: 'a nameserver of resolv.conf does not answer', harm: 'fault' },
  'edns-broken': {
    title: 'queries with an OPT record (EDNS) fail, the same queries without one are answered',
    harm: 'fault',
  },
  'large-answers-lost': {
    title: 'large answers do not arrive over UDP, small ones and those over TCP do',
    harm: 'fault',
  },
  'upstream-error': {
    title: 'names outside the cluster are answered with an error code, names inside are fine',
    harm: 'fault',
  },
  'half-denied-name': {
    title: 'a name has an A record, and its AAAA is answered "no such name"',
    harm: 'fault',
  },
  'wildcard-search': {
    title: 'a name that must not exist has addresses: a wildcard record in a search domain',
    harm: 'fault',
  },
  'neighbour-table-full': {
    title: "the node's neighbour table is full and packets cannot be sent",
    harm: 'fault',
  },
  'checksum-errors': {
    title: 'datagrams arrive with a wrong checksum and are dropped',
    harm: 'fault',
  },
  'search-amplification': { title: 'a name costs many queries because of the search list', harm: 'fault' },
  'agent-starved': { title: 'fivesec itself got too little CPU time, and DNS is not at fault', harm: 'self' },
  'clash-expired': {
    title:
      "the entry of a repaired clash expired after a second: a slow answer arrives with the DNS pod's own address",
    harm: 'fault',
  },
  'clash-repaired': {
    title: 'A and AAAA clash in conntrack and the kernel repairs it: harmless',
    harm: 'harmless',
  },
  'something-else': { title: 'queries are lost in a pattern that no known cause makes', harm: 'unnamed' },
  'not-enough-evidence': {
    title: 'something stalls, and the measurements do not show the cause',
    harm: 'unnamed',
  },
} as const satisfies Record<string, CauseRow>;

export type Cause = keyof typeof CAUSES;
export const CAUSE_IDS = Object.keys(CAUSES) as readonly Cause[];

export function harmOf(cause: Cause): Harm {
  return CAUSES[cause].harm;
}

/**
 * Is this cause named only because the patterns of all others fit worse? The others must have had the time to show: a DNS pod that has
 * just gone down, together with minutes in which it was well, loses like the network.
 */
export function isNamedByExclusion(cause: Cause): boolean {
  return cause === 'packet-loss' || cause === 'something-else';
}

/** Does this cause say that something is wrong with DNS, known or unknown? A harmless one does not, nor a lack of CPU for fivesec. */
export function isAlarming(cause: Cause): boolean {
  const harm = harmOf(cause);
  return harm === 'fault' || harm === 'unnamed';
}
