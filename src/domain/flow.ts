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

/**
 * What the node's conntrack table shows about fivesec's own queries via the VIP over UDP. Each count is a number of queries.
 * Queries of one socket share one entry.
 */
export interface OwnFates {
  /** Queries whose entry was found, by the address that their flow was sent to: the number of all, and of the lost ones. */
  readonly chosen: Readonly<Record<string, { readonly queries: number; readonly lost: number }>>;
  /** Lost queries whose fate is decided: the sum of all fates below except `unseen`. */
  readonly lost: number;
  /** Dropped before the node recorded them. */
  readonly noEntry: number;
  /** Sent on to this DNS pod, and the node saw no answer. */
  readonly unreplied: Readonly<Record<string, number>>;
  /** The answer of this DNS pod reached the node, and was lost on its way to fivesec. */
  readonly replied: Readonly<Record<string, number>>;
  /** Sent to an address that is no known DNS pod; the VIP itself if nothing rewrote it. */
  readonly elsewhere: Readonly<Record<string, number>>;
  /** Another query of the same socket was answered, so the entry shows nothing about this one. */
  readonly shared: number;
  /** Lost queries whose entry would have expired before the table was read. */
  readonly unseen: number;
}

/** A client pod, and the number of its flows to DNS that got no answer. */
interface UnansweredClient {
  readonly address: string;
  readonly unanswered: number;
}

/** The DNS flows of the node's pods in one reading of the table, in numbers that only rise. fivesec's own flows are left out. */
export interface FlowRise {
  /** New flows via the VIP, by DNS pod; `other` for an address that is no known DNS pod. */
  readonly flows: ReadonlyMap<string, number>;
  /** Flows that became known as unanswered, by DNS pod or `other`. */
  readonly unanswered: ReadonlyMap<string, number>;
  /** The same, by the client's address. */
  readonly clients: ReadonlyMap<string, number>;
}

/** The DNS flows of the node's pods over the last minutes. */
export interface FlowSummary {
  readonly windowMs: number;
  readonly endpoints: readonly {
    /** A DNS pod's address, or `other`. */
    readonly endpoint: string;
    readonly flows: number;
    readonly unanswered: number;
    /** The part of all new flows that was sent there, 0 to 1. */
    readonly share: number;
  }[];
  /** The ten clients with the most unanswered flows, most first. */
  readonly clients: readonly UnansweredClient[];
}

/** Why a reading was left out. `table-size`: the table has more than `maxEntries` entries. `cpu`: the share of CPU is used up. */
export const FLOW_SKIPS = ['table-size', 'cpu'] as const;
export type FlowSkip = (typeof FLOW_SKIPS)[number];
