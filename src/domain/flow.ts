/** A UDP or TCP flow to a DNS server, as the node's conntrack table holds it. */

import type { Server } from './server.ts';

export interface Flow {
  readonly protocol: 'udp' | 'tcp';
  readonly client: Server;
  /** The address to which the client sent: the Service's, or a DNS pod's own. */
  readonly destination: Server;
  /** The source of the replies: the DNS pod that was chosen. Without address translation it equals the destination. */
  readonly backend: Server;
  /** Did the node see a packet of the reply? */
  readonly replied: boolean;
  /** Until the entry expires; `undefined` for an offloaded flow, which does not expire. */
  readonly ttlSeconds: number | undefined;
}

/** Flows whose destination or backend has one of these addresses and one of these ports. */
export interface FlowFilter {
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
}

/** The result of reading the table once. */
export interface FlowScan {
  /** The number of entries read, of any protocol. */
  readonly entries: number;
  /** The number of lines in no known format: too long, or cut. */
  readonly unparsable: number;
  /** Was the table read to its end? If not, the limit of entries was reached, or the reading was aborted. */
  readonly complete: boolean;
}
