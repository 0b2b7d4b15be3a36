/** Reproducible randomness: schedules and orders are seeded (by the node's name), so that a test can repeat them. */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}

/** mulberry32 over an FNV-1a hash of `seed`. Not for secrets: query ids come from node:crypto. */
export function seededRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** A new array with the items in random order , each order equally likely. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = items.map((item) => ({ item, key: random.next() }));
  return order.sort((one, other) => one.key - other.key).map(({ item }) => item);
}
