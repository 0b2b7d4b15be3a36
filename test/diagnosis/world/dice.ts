/** Chance, drawn from a seed: the same world comes out the same each time, as long as it draws in the same order. */

import { type Random, seededRandom } from '../../../src/platform/random.ts';

export class Dice {
  readonly #random: Random;

  constructor(seed: string) {
    this.#random = seededRandom(seed);
  }

  /** From 0 to below 1. */
  next(): number {
    return this.#random.next();
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.#random.next() * end);
  }

  /** A fault that is left out does not even draw. */
  hits(probability: number | undefined): boolean {
    return probability !== undefined && this.#random.next() < probability;
  }

  /** Knuth's way; the means here are small. */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.#random.next(); product > limit; product *= this.#random.next()) count += 1;
    return count;
  }
}
