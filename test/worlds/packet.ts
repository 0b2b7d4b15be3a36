/** A query on its way, and what has become of it so far. */

import type { MalformedReason, Rcode } from '../../src/domain/outcome.ts';
import type { QueryType } from '../../src/domain/question.ts';
import type { Fault } from './world.ts';

/** Whom a query is sent to: via the VIP's DNAT, straight to a pod, to the node's cache, or to a further nameserver. */
export type Way = 'vip' | 'pod' | 'cache' | 'nameserver';

/** What conntrack takes for one connection: it keeps the DNS pod that was chosen for its first datagram. */
export interface Flow {
  /** Sets its random numbers apart. */
  readonly id: number;
  readonly way: Way;
  readonly transport: 'udp' | 'tcp';
  /** Index of the backend; `ABSENT` where nobody is. Without meaning unless the way is `vip` or `pod`. */
  readonly pod: number;
  /** Index in resolv.conf, for the way `nameserver`. */
  readonly nameserver: number;
  /** The socket that is kept open: conntrack knows it already. */
  readonly standing: boolean;
}

export const ABSENT = -1;

/** `cluster`: the DNS pods hold it. `outside`: their cache may. `random`: no cache can. */
export type Holder = 'cluster' | 'outside' | 'random';

export interface Packet {
  readonly flow: Flow;
  /** Sets its random numbers apart; the same for A and AAAA of a pair in `pair`. */
  readonly id: number;
  readonly pair: number;
  /** Since the start of the window. */
  readonly at: number;
  readonly qtype: QueryType;
  /** Time since the datagram before it from the same port; infinite for the first. Was that one still unanswered? */
  readonly gapMs: number;
  readonly unanswered: boolean;
  /** From two threads at the same instant. */
  readonly threads: boolean;
  readonly opt: boolean;
  readonly large: boolean;
  readonly holder: Holder;
  end: 'answered' | 'lost' | 'refused' | 'unsent' | 'malformed';
  /** The fault that lost or refused it; undefined if it is answered, or if nobody is where it was sent to. */
  lostTo: Fault | undefined;
  rttMs: number;
  /** Over TCP: how long the connection took until it stood. No server has a part in it. */
  connectMs: number;
  rcode: Rcode;
  /** errno of a refusal, local or not. */
  code: string;
  /** What is wrong with an answer that cannot be used. */
  malformed: MalformedReason;
  /** The answer came from this pod's own address. */
  from: number;
  /** It clashed in conntrack, and the clash was repaired. */
  repaired: boolean;
}

/** Below this, the two datagrams meet in conntrack before either is confirmed. Where the first is answered already, it is confirmed. */
const AT_ONCE_MS = 0.5;

export function isAtOnce({ gapMs, unanswered }: Packet): boolean {
  return gapMs < AT_ONCE_MS && unanswered;
}

export function lose(packet: Packet): void {
  packet.end = 'lost';
}
