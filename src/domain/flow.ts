/** A UDP or TCP flow to a DNS server, as the node's conntrack table holds it. */

import type { Server } from './server.ts';

export interface Flow {
  readonly protocol: 'udp' | 'tcp';
  readonly client: Server;
  /** Where the client sent it: the Service's address, or a DNS pod's own. */
  readonly destination: Server;
  /** Where replies come from: the DNS pod that was chosen. Without address translation it is the destination. */
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

/** How one reading of the table went. */
export interface FlowScan {
  /** Entries that were looked at, of any protocol. */
  readonly entries: number;
  /** Lines that were no entry in a known format: too long, or cut. */
  readonly unparsable: number;
  /** Was the table read to its end? If not, the limit of entries was reached, or the reading was aborted. */
  readonly complete: boolean;
}
