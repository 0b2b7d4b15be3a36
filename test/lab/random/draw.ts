/** Draws from a seed. The same seed always gives the same world. */

import { type Random, seededRandom } from '../../../src/platform/random.ts';

/** An item to draw, and its weight relative to the others of its list. */
export type Weighted<T> = readonly [weight: number, value: T];

export class Draw {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = seededRandom(`lab world ${seed}`);
  }

  /** True in `probability` (0 to 1) of all draws. */
  chance(probability: number): boolean {
    return this.#random.next() < probability;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#random.next() * (most - least + 1));
  }

  /** Throws a RangeError if there is nothing to choose from. */
  oneOf<T>(values: readonly T[]): T {
    const value = values[this.whole(0, values.length - 1)];
    if (value === undefined) throw new RangeError('nothing to draw from');
    return value;
  }

  weighted<T>(values: readonly Weighted<T>[]): T {
    let left = this.#random.next() * values.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of values) {
      left -= weight;
      if (left < 0) return value;
    }
    return this.oneOf(values.map(([, value]) => value));
  }
}
