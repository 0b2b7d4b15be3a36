/**
 * When a lookup stalls, extra pairs at once, of the strategies that tell the remaining causes apart, for as long as they do
 * and the load budget bears it. Meanwhile the rotation asks the same questions, so that none of its load is wasted.
 */

import { type Clock, sleep } from '../platform/clock.ts';
import type { Arm } from '../probe/arms.ts';
import type { Source } from '../probe/rotation.ts';

/** Spread over seconds: a burst at one instant would sample one instant, and a thousand nodes may stall together. */
const SPACING_MS = 250;
const QUERIES_OF_A_PAIR = 2;
/** For this part of the cooldown the rotation asks the questions; the rest is for the strategies that were left out. */
const ATTENTIVE_SHARE = 0.5;

export interface InvestigationPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What would tell the remaining causes apart; deals nothing once a cause is likely enough. */
  readonly questions: Source<Arm>;
  /** The ways to ask that had trouble lately, every other turn: nothing once they have been well for a while. */
  readonly recheck: Source<Arm>;
  /** What is asked when nothing stalls. */
  readonly rotation: Source<Arm>;
  readonly pair: (arm: Arm) => Promise<unknown>;
  /** A pair threw an error: a defect of fivesec. It must not end the agent, and no caller awaits the pair while others are sent. */
  readonly broke: (error: unknown) => void;
  /** Takes queries beyond the schedule; false if the load budget does not bear them now. */
  readonly afford: (queries: number) => boolean;
}

export class Investigation implements Source<Arm> {
  readonly #ports: InvestigationPorts;
  readonly #budget: number;
  readonly #cooldownMs: number;
  #lastMs = Number.NEGATIVE_INFINITY;
  #underWay: Promise<void> | undefined;

  /** At most `budget` queries each time, and not again within `cooldown` milliseconds. */
  constructor(limits: { readonly budget: number; readonly cooldown: number }, ports: InvestigationPorts) {
    this.#ports = ports;
    this.#budget = limits.budget;
    this.#cooldownMs = limits.cooldown;
  }

  /** What is asked next: a question while there is one, for a while after a stall; then also the ways that had trouble. */
  next(): Arm | undefined {
    const { clock, questions, recheck, rotation } = this.#ports;
    const isAttentive = clock.now() < this.#lastMs + ATTENTIVE_SHARE * this.#cooldownMs;
    const question = this.#budget > 0 && isAttentive ? questions.next() : undefined;
    return question ?? recheck.next() ?? rotation.next();
  }

  /**
   * Looks into trouble. Resolves when the extra pairs have ended: at once if there is nothing to spend now. Calls meanwhile
   * share it.
   */
  run(): Promise<void> {
    if (this.#underWay) return this.#underWay;
    const nowMs = this.#ports.clock.now();
    if (nowMs < this.#lastMs + this.#cooldownMs) return Promise.resolve();
    this.#lastMs = nowMs;
    this.#underWay = this.#ask().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #ask(): Promise<void> {
    const { clock, signal, questions, pair, broke, afford } = this.#ports;
    const pairs: Promise<unknown>[] = [];
    for (let left = this.#budget; left >= QUERIES_OF_A_PAIR && !signal.aborted; left -= QUERIES_OF_A_PAIR) {
      const arm = questions.next();
      if (!arm || !afford(QUERIES_OF_A_PAIR)) break;
      pairs.push(pair(arm).catch(broke));
      await sleep(clock, SPACING_MS, signal);
    }
    await Promise.all(pairs);
  }
}
