/**
 * Counts the DNS flows of the node's pods: how many there are, and how many got no answer, by DNS pod and by client.
 *
 * A flow is unanswered when two readings at least PATIENCE_MS apart both find it without a reply. It counts once. An entry
 * without a reply lives for 30 s, so a flow is missed only if the table is not read for longer than that. All queries of one
 * socket are one flow. If the A query was answered and the AAAA query was not, the flow counts as answered. Only `insert_failed`
 * shows such a loss.
 */

import type { Flow, FlowRise } from '../domain/flow.ts';

/** The longest time that a resolver waits for an answer: glibc 5 s, musl 2.5 s. */
const PATIENCE_MS = 5_000;
/** Bounds the memory: flows that are remembered from one reading to the next. Further ones are not counted. */
const MOST_FLOWS = 65_536;
/** Bounds the memory: clients in one reading. The unanswered flows of further ones have no client. */
const MOST_CLIENTS = 1024;
/** Bounds the memory: addresses whose hashes are kept. All of them are dropped once there are more. */
const MOST_ADDRESSES = 4096;
const OTHER = 'other';

/** When the flow was first seen without a reply (monotonic milliseconds), or its final state. */
type Seen = number;
const ANSWERED = -1;
const COUNTED = -2;

/** The addresses that decide which flows count, and for which DNS pod. */
interface CensusAddresses {
  /** The addresses of the DNS Service. */
  readonly vips: readonly string[];
  /** The addresses of the DNS pods. */
  readonly pods: readonly string[];
  /** fivesec's own addresses: its flows are not counted. */
  readonly own: readonly string[];
}

/** One reading of the table. */
export interface CensusReading {
  /** Takes one flow. */
  readonly note: (flow: Flow) => void;
  /** Ends the reading. A reading that is not ended counts nothing. */
  readonly end: () => FlowRise;
}

export class Census {
  readonly #identities = new Identities();
  /** The flows of the last two readings, because a reading may miss an entry while the table changes. */
  #last: ReadonlyMap<number, Seen> | undefined;
  #older: ReadonlyMap<number, Seen> = new Map();

  /** Begins a reading at `beganMs` (monotonic). The first one only shows which flows were there before. */
  begin(beganMs: number, { vips, pods, own }: CensusAddresses): CensusReading {
    const [last, older, seen] = [this.#last, this.#older, new Map<number, Seen>()];
    const [flows, unanswered, clients] = [new Map<string, number>(), new Map<string, number>(), new Map()];
    const note = (flow: Flow) => {
      const { client, backend, replied } = flow;
      if (own.includes(client.address) || !isByService(flow, vips) || seen.size >= MOST_FLOWS) return;
      const id = this.#identities.of(flow);
      if (seen.has(id)) return;
      const before = last?.get(id) ?? older.get(id);
      const endpoint = pods.includes(backend.address) ? backend.address : OTHER;
      if (before === undefined && last !== undefined) increment(flows, endpoint);
      const state = stateOf(before, replied, beganMs);
      seen.set(id, state);
      if (state !== COUNTED || before === COUNTED) return;
      increment(unanswered, endpoint);
      if (clients.has(client.address) || clients.size < MOST_CLIENTS) increment(clients, client.address);
    };
    const end = () => {
      this.#older = last ?? new Map();
      this.#last = seen;
      return { flows, unanswered, clients };
    };
    return { note, end };
  }
}

/** A flow via the Service has its address, or is rewritten. A flow straight to a DNS pod is another node's, or a probe. */
function isByService({ destination, backend }: Flow, vips: readonly string[]): boolean {
  return vips.includes(destination.address) || destination.address !== backend.address;
}

function stateOf(before: Seen | undefined, replied: boolean, nowMs: number): Seen {
  if (before === COUNTED) return COUNTED;
  if (replied) return ANSWERED;
  if (before === undefined || before === ANSWERED) return nowMs;
  return nowMs - before >= PATIENCE_MS ? COUNTED : before;
}

/**
 * A hash (FNV-1a, 32 bits) instead of the text: 65,536 texts would take ten megabytes. Two flows of a node rarely share one. Few addresses
 * occur, and each is hashed once: to hash every flow's text takes a fifth of the whole reading.
 */
class Identities {
  readonly #hashes = new Map<string, number>();

  of({ protocol, client, destination }: Flow): number {
    const from = mixed(
      mixed(protocol === 'tcp' ? TCP_BASIS : BASIS, this.#hash(client.address)),
      client.port,
    );
    return mixed(mixed(from, this.#hash(destination.address)), destination.port);
  }

  #hash(address: string): number {
    const known = this.#hashes.get(address);
    if (known !== undefined) return known;
    if (this.#hashes.size >= MOST_ADDRESSES) this.#hashes.clear();
    let hash = BASIS;
    for (const char of address) hash = mixed(hash, char.codePointAt(0) ?? 0);
    this.#hashes.set(address, hash);
    return hash;
  }
}

const BASIS = 0x811c9dc5;
const TCP_BASIS = mixed(BASIS, 1);

function mixed(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x01000193);
  return (product ^ (product >>> 15)) >>> 0;
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
