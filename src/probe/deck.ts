/** Deals arms in random order, each as often as any other: control arms are taken in the same minutes as what they control. */

import { type Random, shuffled } from '../platform/random.ts';
import type { Arm } from './targets.ts';

export class Deck {
  readonly #random: Random;
  readonly #arms: () => readonly Arm[];
  #stack: Arm[] = [];

  /** `arms` is asked again for each new shuffle, so that endpoints may come and go. */
  constructor(random: Random, arms: () => readonly Arm[]) {
    this.#random = random;
    this.#arms = arms;
  }

  deal(): Arm | undefined {
    if (this.#stack.length === 0) this.#stack = shuffled(this.#arms(), this.#random);
    return this.#stack.pop();
  }
}
