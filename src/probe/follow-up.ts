/**
 * Chooses the arms of an investigation: the discriminating strategies in equal numbers, however many arms each has.
 * A strategy with arms to three DNS pods asks one of them in each of its turns.
 */

import { type Strategy, specOf } from '../domain/strategy.ts';
import type { Random } from '../platform/random.ts';
import type { Arm } from './arms.ts';
import { Rotation, type Source } from './rotation.ts';

export class FollowUp implements Source<Arm> {
  readonly #random: Random;
  readonly #arms: () => readonly Arm[];
  readonly #strategies: Rotation<Strategy>;
  readonly #armsOf = new Map<Strategy, Rotation<Arm>>();

  /** Called again for each round, because new results change which strategies discriminate. */
  constructor(random: Random, discriminating: () => readonly Strategy[], arms: () => readonly Arm[]) {
    this.#random = random;
    this.#arms = arms;
    this.#strategies = new Rotation(random, () =>
      discriminating().filter((one) => this.#own(one).length > 0),
    );
  }

  /** Nothing when there is nothing left to ask. */
  next(): Arm | undefined {
    const strategy = this.#strategies.next();
    return strategy === undefined ? undefined : this.#rotationOf(strategy).next();
  }

  #rotationOf(strategy: Strategy): Rotation<Arm> {
    const rotation = this.#armsOf.get(strategy) ?? new Rotation(this.#random, () => this.#own(strategy));
    this.#armsOf.set(strategy, rotation);
    return rotation;
  }

  /** Strategies for both transports use UDP here, as a stalled lookup does: TCP has its own strategy. `large` compares the two. */
  #own(strategy: Strategy): readonly Arm[] {
    const { transport, asks } = specOf(strategy);
    const bothTransports = transport === 'tcp' || asks === 'large';
    return this.#arms().filter(
      (arm) => arm.strategy === strategy && (bothTransports || arm.transport === 'udp'),
    );
  }
}
