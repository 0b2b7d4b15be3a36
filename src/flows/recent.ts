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
    if (slot.clients.size > MOST_CLIENTS) slot.clients = new Map(most(slot.clients, MOST_CLIENTS));
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

/** The largest counts first; equal ones by name. */
function most(counts: ReadonlyMap<string, number>, limit: number): [string, number][] {
  return [...counts]
    .sort(([one, count], [other, otherCount]) => otherCount - count || one.localeCompare(other))
    .slice(0, limit);
}

function addAll(to: Map<string, number>, from: ReadonlyMap<string, number>): void {
  for (const [key, count] of from) to.set(key, (to.get(key) ?? 0) + count);
}
