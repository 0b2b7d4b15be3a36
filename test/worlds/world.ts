/**
 * A simulated cluster: how it is set up, and which mechanisms in it are faulty. It knows nothing of causes, rules or verdicts.
 * Shares and weights are from 0 to 1, times are milliseconds.
 */

import type { ConntrackEra } from '../../src/domain/node.ts';
import type { MalformedReason } from '../../src/domain/outcome.ts';

/** How a fault answers instead of an answer: nothing comes, or ICMP (TCP: a reset). */
export type Refusal = 'silent' | 'refusing';

/** A part of the way: all of it that leaves the agent's pod, what passes the VIP's DNAT, or the last part to one DNS pod. */
export type Segment =
  | { readonly at: 'pod-node' }
  | { readonly at: 'vip' }
  | { readonly at: 'to-pod'; readonly pod: number }
  /** Only what the node has rewritten: checksums that an offload breaks after NAT, or rules for translated packets. */
  | { readonly at: 'rewritten-to-pod'; readonly pod: number };

/** `bursty` loses its share in bursts of `badMs` on average, `goodMs` apart. `rated` is a token bucket. */
export type Pattern =
  | { readonly how: 'even'; readonly share: number }
  | { readonly how: 'bursty'; readonly share: number; readonly goodMs: number; readonly badMs: number }
  | { readonly how: 'rated'; readonly perSecond: number; readonly burst: number };

export type PodState =
  | { readonly how: 'silent' }
  | { readonly how: 'refusing' }
  | { readonly how: 'lossy'; readonly share: number }
  | { readonly how: 'slow'; readonly share: number; readonly ms: number }
  | { readonly how: 'erring'; readonly share: number; readonly rcode: 'SERVFAIL' | 'REFUSED' }
  | { readonly how: 'shedding'; readonly perSecond: number };

/** One faulty mechanism. */
export type Mechanism =
  | { readonly kind: 'pod'; readonly pods: readonly number[]; readonly state: PodState }
  /** A backend of the VIP where nobody is. */
  | { readonly kind: 'ghost'; readonly weight: number }
  /** The node has no rule for the VIP, or rejects it. */
  | { readonly kind: 'no-vip'; readonly how: Refusal }
  | { readonly kind: 'loss'; readonly segment: Segment; readonly pattern: Pattern }
  /** Drops whatever has one property: a transport, an OPT record, a large answer. */
  | {
      readonly kind: 'filter';
      readonly segment: Segment;
      readonly drops: 'udp' | 'tcp' | 'opt' | 'large';
    }
  /** Drops the second datagram from one source port: while the first is unanswered, or within so many milliseconds. */
  | { readonly kind: 'one-at-a-time'; readonly segment: Segment; readonly within: 'unanswered' | number }
  | {
      readonly kind: 'race';
      /** The share of clashes of the strategy `race`, and how many times less often of a plain pair. */
      readonly share: number;
      readonly pairShare: number;
      /** Of the clashes, those that the kernel repairs; a repair is forgotten after a second. */
      readonly repaired: number;
      /** False where another part than conntrack drops (NFQUEUE): no counter moves. */
      readonly counted: boolean;
      /** On the direct path as well, as in kernels before 5.0. */
      readonly direct: boolean;
    }
  | { readonly kind: 'snat'; readonly share: number; readonly direct: boolean }
  /** The node has no route to this pod, or a rule that drops what leads there: after DNAT, and before conntrack has confirmed the entry. */
  | { readonly kind: 'dropped-by-node'; readonly pod: number }
  | { readonly kind: 'table-full'; readonly share: number }
  /** The standing socket's entry in conntrack still leads to a DNS pod that is gone. */
  | { readonly kind: 'stale-flow' }
  /** Answers via the VIP keep the pod's own address. */
  | { readonly kind: 'reverse-nat'; readonly share: number }
  | {
      readonly kind: 'send-refused';
      readonly code: 'EPERM' | 'EACCES' | 'ENOBUFS';
      readonly share: number;
    }
  | { readonly kind: 'aaaa'; readonly how: 'silent' | 'SERVFAIL' | 'NXDOMAIN'; readonly share: number }
  | { readonly kind: 'mangled'; readonly how: MalformedReason; readonly share: number }
  /** The node-local cache. */
  | { readonly kind: 'cache'; readonly how: Refusal | 'slow' }
  /** A further nameserver of resolv.conf; the first is `index` 0, so this is 1 or more. */
  | { readonly kind: 'nameserver'; readonly index: number; readonly how: Refusal | 'slow' }
  /** What the cluster's DNS asks for names that it does not hold. */
  | { readonly kind: 'upstream'; readonly how: 'slow' | 'silent' | 'SERVFAIL'; readonly share: number }
  | { readonly kind: 'receive-buffer'; readonly share: number }
  | { readonly kind: 'backlog'; readonly share: number }
  /** The agent's own process lacks CPU time. */
  | { readonly kind: 'starved'; readonly share: number };

/** `salt` sets its random numbers apart, so that another fault can be removed and these stay as they are. */
export type Fault = Mechanism & { readonly salt: number };

export interface World {
  readonly seed: number;
  readonly pods: number;
  readonly spread: 'even' | 'random' | 'local' | 'affinity';
  /** Each flow goes to the next backend in turn (IPVS `rr`), not to one by chance. Only where the VIP spreads evenly. */
  readonly inTurn: boolean;
  /** The VIP's weights over the pods; they sum to one. */
  readonly weights: readonly number[];
  /** What the agent knows of the DNS pods; `stale` lists one more that is gone, `partial` lacks the last one. */
  readonly list: 'exact' | 'stale' | 'partial' | 'unknown';
  /** Lines `nameserver` of resolv.conf, and `options rotate` and `edns0`. */
  readonly nameservers: number;
  readonly rotate: boolean;
  readonly edns0: boolean;
  /** `first`: the cache's link-local address is the first nameserver. `on-vip`: the cache takes the VIP's address over. */
  readonly cache: { readonly place: 'none' | 'beside' | 'first' | 'on-vip'; readonly known: boolean };
  /** Is a name outside the cluster configured as well? How often does the DNS pods' cache hold it? */
  readonly outside: boolean;
  /** Is a name with a large answer configured? */
  readonly large: boolean;
  readonly hitRate: number;
  /** `moving`: other pods' drops are counted as well. */
  readonly counters: 'present' | 'absent' | 'moving';
  /** Drops of other pods a second, if `moving`. */
  readonly background: number;
  readonly era: ConntrackEra;
  /** The time to a DNS pod and back. */
  readonly rttMs: number;
  /** Did the agent see the set of DNS pods change, a minute before? */
  readonly endpointsChanged: boolean;
  readonly faults: readonly Fault[];
}
