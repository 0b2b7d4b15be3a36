/** Deals in random order, each as often as any other: control arms are taken in the same minutes as what they control. */

import { type Random, shuffled } from '../platform/random.ts';

/** Whoever says what comes next; nothing while there is nothing. */
export interface Source<T> {
  next(): T | undefined;
}

export class Rotation<T> implements Source<T> {
  readonly #random: Random;
  readonly #cards: () => readonly T[];
  #stack: T[] = [];

  /** `cards` is asked again for each new shuffle, so that endpoints may come and go. */
  constructor(random: Random, cards: () => readonly T[]) {
    this.#random = random;
    this.#cards = cards;
  }

  next(): T | undefined {
    if (this.#stack.length === 0) this.#stack = shuffled(this.#cards(), this.#random);
    return this.#stack.pop();
  }
}
