/** Where the two threads of a race wait for each other, a moment before their datagrams leave. */

/** What both threads share: one 32-bit counter of how many have come. */
export const GATE_BYTES = Int32Array.BYTES_PER_ELEMENT;

const THREADS = 2;
/** A thread whose peer never comes goes alone rather than spin for ever. */
const SPIN_LIMIT = 50_000_000;

/** Holds this thread until the other one has come too: by spinning, since waking a sleeper takes too long. */
export function meet(barrier: SharedArrayBuffer): void {
  const gate = new Int32Array(barrier);
  Atomics.add(gate, 0, 1);
  for (let spins = 0; spins < SPIN_LIMIT && Atomics.load(gate, 0) < THREADS; spins += 1);
}
