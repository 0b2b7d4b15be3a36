/** When a lookup stalls, a bounded number of extra pairs at once: the other strategies, while the trouble lasts. */

import { type Clock, sleep } from '../platform/clock.ts';
import type { Deck } from '../probe/deck.ts';
import type { Arm } from '../probe/targets.ts';

/** Spread over a few seconds: a burst at one instant would sample one instant. */
const SPACING_MS = 250;
const QUERIES_OF_A_PAIR = 2;

export interface InvestigationPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The arms that would tell the remaining causes apart, as they stand when the investigation begins. */
  readonly questions: () => Pick<Deck, 'deal'>;
  readonly pair: (arm: Arm) => Promise<unknown>;
  /** Accounts for queries beyond the schedule, so that the average load stays bounded. */
  readonly spend: (queries: number) => void;
}

export class Investigation {
  readonly #ports: InvestigationPorts;
  readonly #budget: number;
  readonly #cooldownMs: number;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #underWay: Promise<void> | undefined;

  /** At most `budget` queries each time, and not again within `cooldownMs`. */
  constructor(limits: { readonly budget: number; readonly cooldown: number }, ports: InvestigationPorts) {
    this.#ports = ports;
    this.#budget = limits.budget;
    this.#cooldownMs = limits.cooldown;
  }

  /** Resolves when the extra pairs have ended: at once if there is nothing to spend now. Calls meanwhile share it. */
  run(): Promise<void> {
    if (this.#underWay) return this.#underWay;
    const nowMs = this.#ports.clock.now();
    if (nowMs < this.#notBeforeMs) return Promise.resolve();
    this.#notBeforeMs = nowMs + this.#cooldownMs;
    this.#underWay = this.#spread().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #spread(): Promise<void> {
    const { clock, signal, questions, pair, spend } = this.#ports;
    const deck = questions();
    const pairs: Promise<unknown>[] = [];
    for (let left = this.#budget; left >= QUERIES_OF_A_PAIR && !signal.aborted; left -= QUERIES_OF_A_PAIR) {
      const arm = deck.deal();
      if (!arm) break;
      spend(QUERIES_OF_A_PAIR);
      pairs.push(pair(arm));
      await sleep(clock, SPACING_MS, signal);
    }
    await Promise.all(pairs);
  }
}
