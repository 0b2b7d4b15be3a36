/** The barrier at which the two threads of a race wait for each other, a moment before their datagrams leave. */

/** The memory that both threads share: one 32-bit counter of the threads that have arrived. */
export const GATE_BYTES = Int32Array.BYTES_PER_ELEMENT;

const THREADS = 2;
/** The limit of spins: if the other thread never arrives, this one continues alone. */
const SPIN_LIMIT = 50_000_000;

/** Blocks until both threads have arrived. It spins, because waking a sleeping thread takes too long. */
export function meet(barrier: SharedArrayBuffer): void {
  const gate = new Int32Array(barrier);
  Atomics.add(gate, 0, 1);
  for (let spins = 0; spins < SPIN_LIMIT && Atomics.load(gate, 0) < THREADS; spins += 1);
}
