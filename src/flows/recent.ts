/** The DNS flows of the last minutes, by DNS pod and by client, in bounded memory. */

import type { FlowRise, FlowSummary } from '../domain/flow.ts';

/** The window of the summary: as long as that of the verdicts. */
const WINDOW_MS = 5 * 60_000;
const SLOTS = 5;
/** Bounds the memory: clients with unanswered flows that are kept for each minute, those with the most. */
const MOST_CLIENTS = 1024;
const SHOWN = 10;

interface Slot {
  readonly fromMs: number;
  readonly flows: Map<string, number>;
  readonly unanswered: Map<string, number>;
  clients: Map<string, number>;
}

export class RecentFlows {
  #slots: Slot[] = [];

  /** `nowMs`: monotonic milliseconds. */
  add({ flows, unanswered, clients }: FlowRise, nowMs: number): void {
    const slot = this.#slotAt(nowMs);
    addAll(slot.flows, flows);
    addAll(slot.unanswered, unanswered);
    addAll(slot.clients, clients);
    if (slot.clients.size > MOST_CLIENTS) slot.clients = withoutSmallest(slot.clients, MOST_CLIENTS);
  }

  summary(nowMs: number): FlowSummary {
    const slots = this.#slots.filter(({ fromMs }) => fromMs > nowMs - WINDOW_MS);
    const [flows, unanswered, clients] = [
      new Map<string, number>(),
      new Map<string, number>(),
      new Map<string, number>(),
    ];
    for (const slot of slots) {
      addAll(flows, slot.flows);
      addAll(unanswered, slot.unanswered);
      addAll(clients, slot.clients);
    }
    const all = [...flows.values()].reduce((sum, count) => sum + count, 0);
    return {
      windowMs: WINDOW_MS,
      endpoints: [...new Set([...flows.keys(), ...unanswered.keys()])].sort().map((endpoint) => ({
        endpoint,
        flows: flows.get(endpoint) ?? 0,
        unanswered: unanswered.get(endpoint) ?? 0,
        share: all === 0 ? 0 : (flows.get(endpoint) ?? 0) / all,
      })),
      clients: most(clients, SHOWN).map(([address, count]) => ({ address, unanswered: count })),
    };
  }

  #slotAt(nowMs: number): Slot {
    const latest = this.#slots.at(-1);
    if (latest !== undefined && nowMs - latest.fromMs < WINDOW_MS / SLOTS) return latest;
    const slot = { fromMs: nowMs, flows: new Map(), unanswered: new Map(), clients: new Map() };
    this.#slots = [...this.#slots.slice(-SLOTS), slot];
    return slot;
  }
}

/** The `limit` largest counts, the largest first; equal ones by name. It compares most counts with the smallest of them alone: to sort all takes milliseconds. */
function most(counts: ReadonlyMap<string, number>, limit: number): readonly [string, number][] {
  const chosen: [string, number][] = [];
  for (const entry of counts) {
    const last = chosen.at(-1);
    if (chosen.length === limit && last !== undefined && !comesBefore(entry, last)) continue;
    const place = chosen.findIndex((one) => comesBefore(entry, one));
    chosen.splice(place === -1 ? chosen.length : place, 0, entry);
    if (chosen.length > limit) chosen.pop();
  }
  return chosen;
}

function comesBefore(one: readonly [string, number], other: readonly [string, number]): boolean {
  return one[1] > other[1] || (one[1] === other[1] && one[0] < other[0]);
}

/** The `limit` largest counts in their order; of equal ones the first. */
function withoutSmallest(counts: ReadonlyMap<string, number>, limit: number): Map<string, number> {
  const sorted = Uint32Array.from(counts.values()).sort();
  const least = sorted[sorted.length - limit] ?? 0;
  let ties = limit - sorted.filter((count) => count > least).length;
  const kept = new Map<string, number>();
  for (const [key, count] of counts) {
    if (count < least || (count === least && ties === 0)) continue;
    if (count === least) ties -= 1;
    kept.set(key, count);
  }
  return kept;
}

function addAll(to: Map<string, number>, from: ReadonlyMap<string, number>): void {
  for (const [key, count] of from) to.set(key, (to.get(key) ?? 0) + count);
}
