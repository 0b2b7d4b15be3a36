/** Chooses the next arm to send, in random order, so that control arms are sent in the same minutes as the arms that they control. */

import { specOf } from '../domain/strategy.ts';
import { type Random, shuffled } from '../platform/random.ts';
import type { Arm } from './arms.ts';
import { podsInTurn } from './pods-in-turn.ts';

/** Returns the next item; `undefined` if there is none. */
export interface Source<T> {
  next(): T | undefined;
}

/** Returns each item once, in random order, before it returns any item twice. */
export class Rotation<T> implements Source<T> {
  readonly #random: Random;
  readonly #items: () => readonly T[];
  #round: T[] = [];

  /** `items` is called again for each new round, because endpoints come and go. */
  constructor(random: Random, items: () => readonly T[]) {
    this.#random = random;
    this.#items = items;
  }

  next(): T | undefined {
    if (this.#round.length === 0) this.#round = shuffled(this.#items(), this.#random);
    return this.#round.pop();
  }
}

/** How many of the occasional arms (there are `count`) a round has, on average. */
export type Share = (count: number) => number;

/**
 * For the agent: two occasional arms in each round. The agent sends few pairs, so each further arm delays the verdict on the others. With
 * one, a silent upstream server, which only `uncached` shows, went unseen for more than a minute.
 */
export const TWO_IN_EACH_ROUND: Share = (count) => Math.min(2, count);
/** Each occasional arm has a quarter of a regular arm's turns. */
export const QUARTER_OF_THE_TURNS: Share = (count) => count / 4;

/**
 * Rounds of the regular arms and some of the occasional ones (`turn` in the strategies' table). Occasional arms alternate, and so do
 * the DNS pods where there are many.
 */
export function armRotation(random: Random, arms: () => readonly Arm[], share: Share): Source<Arm> {
  let waiting: string[] = [];
  let owed = 0;
  function due(occasional: readonly Arm[]): readonly Arm[] {
    owed += share(occasional.length);
    const taken: Arm[] = [];
    for (; owed >= 1 && occasional.length > 0; owed -= 1) {
      if (waiting.length === 0) waiting = shuffled(occasional.map(identity), random);
      const turn = waiting.pop();
      taken.push(...occasional.filter((arm) => identity(arm) === turn));
    }
    return taken;
  }
  const inTurn = podsInTurn(random);
  return new Rotation(random, () => {
    const all = inTurn(arms());
    const isOccasional = ({ strategy }: Arm) => specOf(strategy).turn === 'occasional';
    return [...all.filter((arm) => !isOccasional(arm)), ...due(all.filter(isOccasional))];
  });
}

/** Identifies an occasional arm without its name, because the name may differ in each round. */
function identity({ strategy, server, transport }: Arm): string {
  return [strategy, server.address, server.port, transport].join(' ');
}
