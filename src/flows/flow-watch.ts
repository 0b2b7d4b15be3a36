/**
 * Reads the node's DNS flows: at an interval for the flows of all pods, and soon after one of fivesec's own queries was lost,
 * while its entry still exists.
 */

import type {
  Flow,
  FlowFilter,
  FlowRise,
  FlowScan,
  FlowSkip,
  FlowSummary,
  OwnFates,
} from '../domain/flow.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { absent, type Reading, read } from '../domain/reading.ts';
import type { Server } from '../domain/server.ts';
import type { FlowLimits } from '../kernel/flows/read-flows.ts';
import { canonicalAddress } from '../platform/address.ts';
import type { Clock } from '../platform/clock.ts';
import { type Attributed, Attribution } from './attribution.ts';
import { Backends } from './backends.ts';
import { Census } from './census.ts';
import { ownFates } from './own-fates.ts';
import { queriesOfLookup, queriesOfPair } from './own-queries.ts';
import { ReadBudget, type ReadLimits } from './read-budget.ts';
import { RecentFlows } from './recent.ts';

/** What the watch needs to know about the cluster, as it is now. */
interface FlowPlaces {
  /** The addresses by which pods ask the DNS Service. */
  readonly vips: readonly Server[];
  readonly pods: readonly Server[];
}

export interface FlowWatchPorts {
  readonly clock: Clock;
  readonly places: () => FlowPlaces;
  /** fivesec's own addresses, canonical. */
  readonly ownAddresses: () => readonly string[];
  /** The flows of the table, as they are read (kernel/flows/read-flows.ts). */
  readonly flows: (filter: FlowFilter, limits: FlowLimits) => AsyncGenerator<Flow, Reading<FlowScan>>;
  /** How many entries the table has. */
  readonly entries: () => Reading<number>;
  /** Milliseconds of CPU that this process has used. */
  readonly cpuMs: () => number;
  /** Is an answer to one of fivesec's own probes awaited? The reading stands still meanwhile. */
  readonly awaiting?: () => boolean;
  /** Called after every reading, with what it cost. */
  readonly taken?: (rise: FlowRise, cpuMs: number) => void;
  readonly skipped?: (reason: FlowSkip) => void;
}

export interface FlowWatchLimits extends ReadLimits {
  /** The interval of the readings for the flows of all pods, in milliseconds. */
  readonly intervalMs: number;
  /** How long the fates of own queries are remembered, in milliseconds. */
  readonly keptMs: number;
}

/** The shortest time between two readings after a loss. Two readings decide that there is no entry. */
const URGENT_MS = 3_000;
/** A step may come a little later than the one before it was. */
const STEP_JITTER_MS = 100;
/** Bounds the memory. A table on a node may have millions of entries, and all may be flows to DNS. */
const MOST_ENTRIES = 1_000_000;
const MOST_OWN_FLOWS = 20_000;
const MOST_FATES = 100_000;

export class FlowWatch {
  readonly #ports: FlowWatchPorts;
  readonly #limits: FlowWatchLimits;
  readonly #budget: ReadBudget;
  readonly #attribution = new Attribution();
  readonly #census = new Census();
  readonly #recent = new RecentFlows();
  readonly #backends = new Backends();
  /** When each DNS pod was last known, monotonic milliseconds. */
  readonly #podsSeenMs = new Map<string, number>();
  #fates: Attributed[] = [];
  #scan: Reading<FlowScan> = absent('not-configured', 'the conntrack table was not read yet');
  #lastMs = Number.NEGATIVE_INFINITY;
  #underWay: Promise<void> | undefined;

  constructor(limits: FlowWatchLimits, ports: FlowWatchPorts) {
    this.#ports = ports;
    this.#limits = limits;
    this.#budget = new ReadBudget(limits, ports.clock.now());
  }

  pair(outcome: PairOutcome, startMs: number): void {
    if (this.#isByVip(outcome.server)) this.#attribution.add(queriesOfPair(outcome, startMs));
  }

  lookup(outcome: LookupOutcome, startMs: number): void {
    const byVip = outcome.queries.filter(({ outcome: { server } }) => this.#isByVip(server));
    this.#attribution.add(queriesOfLookup({ queries: byVip }, startMs));
  }

  /** Was a query lost whose entry is not decided yet? */
  get hasOpenLosses(): boolean {
    return this.#attribution.openLosses > 0;
  }

  /** Reads the table if it is time and the budget allows it. Never rejects for what the kernel does. Calls that overlap share one. */
  step(): Promise<void> {
    if (this.#underWay !== undefined) return this.#underWay;
    const nowMs = this.#ports.clock.now();
    const isUrgent = this.hasOpenLosses;
    const intervalMs = isUrgent ? Math.min(URGENT_MS, this.#limits.intervalMs) : this.#limits.intervalMs;
    if (nowMs - this.#lastMs < intervalMs - STEP_JITTER_MS) return Promise.resolve();
    const refusal = this.#budget.refusal(nowMs, this.#ports.entries(), isUrgent);
    if (refusal === undefined) return this.readNow();
    this.#lastMs = nowMs;
    this.#ports.skipped?.(refusal);
    return Promise.resolve();
  }

  /** Reads the table now, without regard to the budget. */
  readNow(): Promise<void> {
    this.#underWay ??= this.#read().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** Reads the table until every loss is decided: twice at most. */
  async decide(): Promise<void> {
    await this.#underWay;
    for (let reads = 0; reads < 2 && this.hasOpenLosses; reads += 1) await this.readNow();
  }

  /** The fates of the queries that were sent since `sinceMs` (monotonic); absent if the table can't be read. */
  fates(sinceMs: number): Reading<OwnFates> {
    if (this.#scan.kind === 'absent') return this.#scan;
    return ownFates(
      this.#fates.filter(({ atMs }) => atMs >= sinceMs),
      [...this.#podsSeenMs.keys()],
    );
  }

  /** Addresses to which the VIP led lately, and that are no known DNS pods. The VIP itself, where nothing rewrites it, is none. */
  unlisted(): readonly Server[] {
    const { vips, pods } = this.#ports.places();
    const known = addressesOf([...vips, ...pods]);
    return this.#backends.servers.filter(({ address }) => !known.includes(address));
  }

  /** The flows of all pods over the last minutes; absent if the table can't be read. */
  summary(): Reading<FlowSummary> {
    if (this.#scan.kind === 'absent') return this.#scan;
    return read(this.#recent.summary(this.#ports.clock.now()), this.#scan.source);
  }

  async #read(): Promise<void> {
    const { clock, cpuMs, ownAddresses, places, taken } = this.#ports;
    const [beganMs, cpuBefore] = [clock.now(), cpuMs()];
    this.#lastMs = beganMs;
    const { vips, pods } = places();
    for (const pod of addressesOf(pods)) this.#podsSeenMs.set(pod, beganMs);
    const own = ownAddresses();
    const census = this.#census.begin(beganMs, { vips: addressesOf(vips), pods: addressesOf(pods), own });
    const ownFlows: Flow[] = [];
    this.#scan = await this.#eachFlow([...vips, ...pods], (flow) => {
      census.note(flow);
      if (own.includes(flow.client.address) && ownFlows.length < MOST_OWN_FLOWS) ownFlows.push(flow);
    });
    // The CPU time of a tool is not known here, and is at most the time that passed.
    const isByTool = this.#scan.kind === 'read' && this.#scan.source === 'conntrack-tool';
    const spentMs = isByTool ? clock.now() - beganMs : cpuMs() - cpuBefore;
    this.#budget.spend(spentMs);
    if (this.#scan.kind === 'absent') return;
    const { complete: toItsEnd, unparsable } = this.#scan.value;
    // A line in an unknown format may be the entry of a lost query.
    const complete = toItsEnd && unparsable === 0 && ownFlows.length < MOST_OWN_FLOWS;
    const decided = this.#attribution.decide(ownFlows, { complete, beganMs });
    this.#backends.note(ownFlows, decided, beganMs);
    this.#keep(decided, beganMs);
    const rise = census.end();
    this.#recent.add(rise, beganMs);
    taken?.(rise, spentMs);
  }

  /** Resolves to how the reading went. */
  async #eachFlow(servers: readonly Server[], take: (flow: Flow) => void): Promise<Reading<FlowScan>> {
    const { clock, flows, awaiting } = this.#ports;
    const ports = [...new Set(servers.map(({ port }) => port))];
    const limits = { clock, maxEntries: MOST_ENTRIES, ...(awaiting && { awaiting }) };
    const reading = flows({ addresses: addressesOf(servers), ports }, limits);
    for (;;) {
      const next = await reading.next();
      if (next.done === true) return next.value;
      take(next.value);
    }
  }

  #keep(decided: readonly Attributed[], nowMs: number): void {
    // A DNS pod that has left the set was still in it when the older queries were sent.
    for (const [pod, seenMs] of this.#podsSeenMs)
      if (seenMs < nowMs - this.#limits.keptMs) this.#podsSeenMs.delete(pod);
    this.#fates = [...this.#fates, ...decided]
      .filter(({ atMs }) => atMs >= nowMs - this.#limits.keptMs)
      .slice(-MOST_FATES);
  }

  /**
   * Only the first VIP counts, as in the evidence. A further nameserver may have an address that a Service could have, and still be none of
   * the cluster. What is lost there says nothing about the backends of the first.
   */
  #isByVip(server: Server): boolean {
    const [first] = this.#ports.places().vips;
    return first?.address === server.address;
  }
}

function addressesOf(servers: readonly Server[]): readonly string[] {
  return [...new Set(servers.map(({ address }) => canonicalAddress(address)))];
}
