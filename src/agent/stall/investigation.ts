/**
 * Sends extra pairs as soon as a lookup stalls. It uses the strategies that distinguish the remaining causes, until one cause is
 * likely or the load budget is used up. Meanwhile the rotation uses the same strategies, so that none of its load is wasted.
 */

import { QUERIES_OF_A_PAIR } from '../../domain/pair.ts';
import { type Clock, sleep } from '../../platform/clock.ts';
import type { Arm } from '../../probe/arms.ts';
import type { Source } from '../../probe/rotation.ts';

/** Pairs are spread over seconds. A burst would sample one instant only, and a thousand nodes may stall together. */
const SPACING_MS = 250;
/** Half of the default interval of the pairs. */
const BETWEEN_MS = 1_000;
/** The part of the cooldown in which the rotation uses the discriminating strategies. The rest is for the others. */
const ATTENTIVE_SHARE = 0.5;

export interface InvestigationPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Arms that distinguish the remaining causes. It is empty once a cause is likely enough. */
  readonly questions: Source<Arm>;
  /** Arms that failed recently, every other turn. It is empty once they have worked for a while. `mayBeOver`: a fault that was named may have ended. */
  readonly recheck: Source<Arm> & { readonly mayBeOver: () => boolean };
  /** The arms that are sent if nothing stalls. */
  readonly rotation: Source<Arm>;
  readonly pair: (arm: Arm) => Promise<unknown>;
  /** Called if a pair throws, which is a defect of fivesec. It must not end the agent. */
  readonly broke: (error: unknown) => void;
  /** Takes queries beyond the schedule from the load budget. False if it has too few now. */
  readonly afford: (queries: number) => boolean;
}

export class Investigation implements Source<Arm> {
  readonly #ports: InvestigationPorts;
  readonly #budget: number;
  readonly #cooldownMs: number;
  #lastMs = Number.NEGATIVE_INFINITY;
  #underWay: Promise<void> | undefined;

  /** An investigation sends at most `budget` queries, and the next one begins `cooldown` milliseconds later at the earliest. */
  constructor(limits: { readonly budget: number; readonly cooldown: number }, ports: InvestigationPorts) {
    this.#ports = ports;
    this.#budget = limits.budget;
    this.#cooldownMs = limits.cooldown;
  }

  /** The next arm of the rotation. For a while after a stall that is a discriminating arm; later also an arm that failed recently. */
  next(): Arm | undefined {
    const { clock, questions, recheck, rotation } = this.#ports;
    if (this.#budget > 0 && recheck.mayBeOver()) void this.#askBetween();
    const isAttentive = clock.now() < this.#lastMs + ATTENTIVE_SHARE * this.#cooldownMs;
    const question = this.#budget > 0 && isAttentive ? questions.next() : undefined;
    return question ?? recheck.next() ?? rotation.next();
  }

  /**
   * Starts an investigation. Resolves when the extra pairs have ended, which is at once if the budget is empty. Calls during an
   * investigation share it.
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

  /**
   * Looks for the end of a fault between two turns as well, as long as saved queries allow it: a fault that hits one probe of seven shows its end only
   * in many probes.
   */
  async #askBetween(): Promise<void> {
    const { clock, signal, recheck, pair, broke, afford } = this.#ports;
    await sleep(clock, BETWEEN_MS, signal);
    if (signal.aborted || !recheck.mayBeOver()) return;
    const arm = recheck.next();
    if (arm && afford(QUERIES_OF_A_PAIR)) await pair(arm).catch(broke);
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
