/**
 * What one reading of the conntrack table shows of each flow, by the flow's identity. A Map would be copied as a whole whenever it grows, and be
 * garbage after three readings: with 60,000 flows V8's heap grew to 20 MB instead of 11. These tables lie outside of it. They grow by one more table, and
 * are used again.
 */

const LEAST_SLOTS = 4096;
/** No identity: an empty slot. */
const EMPTY = 0;

interface Table {
  readonly ids: Int32Array;
  readonly states: Int32Array;
  flows: number;
}

export class SeenFlows {
  #tables: Table[] = [tableOf(LEAST_SLOTS)];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The state of the flow with this identity, 32 bits; undefined if it was not added. */
  get(identity: number): number | undefined {
    const id = identity === EMPTY ? 1 : identity;
    for (const { ids, states } of this.#tables) {
      const slot = slotOf(ids, id);
      if (ids[slot] === id) return states[slot];
    }
    return undefined;
  }

  /** Adds a flow that was not added before, with its state, 32 bits. */
  add(identity: number, state: number): void {
    const id = identity === EMPTY ? 1 : identity;
    const table = this.#roomy();
    const slot = slotOf(table.ids, id);
    table.ids[slot] = id;
    table.states[slot] = state;
    table.flows += 1;
    this.#size += 1;
  }

  /** Forgets all flows. The table is as large as these flows needed: the next reading has about as many. */
  clear(): void {
    const slots = slotsFor(this.#size);
    const [first] = this.#tables;
    if (first?.ids.length === slots) {
      first.ids.fill(EMPTY);
      first.flows = 0;
      this.#tables = [first];
    } else this.#tables = [tableOf(slots)];
    this.#size = 0;
  }

  /** The last table, or a larger one if that is half full. */
  #roomy(): Table {
    const last = this.#tables.at(-1);
    if (last !== undefined && 2 * last.flows < last.ids.length) return last;
    const next = tableOf(2 * (last?.ids.length ?? 0));
    this.#tables.push(next);
    return next;
  }
}

function tableOf(slots: number): Table {
  return { ids: new Int32Array(slots), states: new Int32Array(slots), flows: 0 };
}

/** A power of two, at least twice as many as `flows`. */
function slotsFor(flows: number): number {
  let slots = LEAST_SLOTS;
  while (slots < 2 * flows) slots *= 2;
  return slots;
}

/** Where `id` is, or the empty slot where it belongs. The table is never full. */
function slotOf(ids: Int32Array, id: number): number {
  const last = ids.length - 1;
  let slot = id & last;
  while (ids[slot] !== EMPTY && ids[slot] !== id) slot = (slot + 1) & last;
  return slot;
}
