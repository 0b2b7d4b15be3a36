/** Everything that the status page shows, as one value. The agent puts it together; the page only draws it. */

import type { FlowSummary } from '../domain/flow.ts';
import type { NodeDelta, NodeSnapshot } from '../domain/node.ts';
import type { Server } from '../domain/server.ts';
import type { TracedUrl } from '../journal/http-requests.ts';
import type { JournalView } from '../journal/journal.ts';
import type { PastLookups } from '../journal/lookup-history.ts';
import type { Judgement } from '../window/claims/judgement.ts';

/** A nameserver, and why fivesec asks it. */
export interface FoundNameserver {
  readonly server: Server;
  /** What it is, as a noun phrase: `the address of a Service (VIP)`. */
  readonly is: string;
  /** How it was found: `first in /etc/resolv.conf`. */
  readonly found: string;
}

export interface FoundPods {
  readonly servers: readonly Server[];
  /** How they were found, or why they are not known. */
  readonly found: string;
}

export interface PageView {
  readonly version: string;
  readonly nodeName: string;
  /** The names that are looked up. */
  readonly names: readonly string[];
  readonly nameservers: readonly FoundNameserver[];
  readonly pods: FoundPods;
  /** The DNS flows of the node's pods; absent if the conntrack table is not read. */
  readonly flows?: FlowSummary;
  /** The first round of probes is done. */
  readonly ready: boolean;
  /** The schedule ticks. */
  readonly healthy: boolean;
  /** Wall clock, milliseconds since the epoch. */
  readonly now: number;
  readonly judgement: Judgement;
  readonly journal: JournalView;
  readonly past: PastLookups;
  /** The URLs of `trace.targets`; none by default. */
  readonly requests: readonly TracedUrl[];
  /** Steps between two readings of the kernel's counters over the same time as `past`, oldest first. */
  readonly steps: readonly NodeDelta[];
  readonly latest: NodeSnapshot;
}
