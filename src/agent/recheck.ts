/**
 * Sends arms that failed recently more often than their turn. The end of a fault shows only in the arms that it affected, so
 * fivesec sees the recovery sooner.
 */

import type { PairOutcome } from '../domain/pair.ts';
import { formatServer } from '../domain/server.ts';
import { specOf } from '../domain/strategy.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { Arm } from '../probe/arms.ts';
import { Rotation, type Source } from '../probe/rotation.ts';
import { troubledPair } from '../window/trials.ts';

/** How long an arm counts as failed recently: as long as it may take to find the end of a fault. Each failure restarts it. */
const RECHECK_MS = 60_000;
/** A fault that has been named and shows no failure for so long may be over. Then every turn looks for its end. */
const MAY_BE_OVER_MS = 10_000;

export class Recheck implements Source<Arm> {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #arms: () => readonly Arm[];
  readonly #isNamed: () => boolean;
  readonly #rotation: Rotation<string>;
  /** When each arm last failed, monotonic milliseconds. */
  readonly #troubledAtMs = new Map<string, number>();
  #isTurn = false;

  /** `arms`: the arms that may be sent now. `isNamed`: is the cause of the failures known? */
  constructor(
    clock: Pick<Clock, 'now'>,
    random: Random,
    arms: () => readonly Arm[],
    isNamed: () => boolean = () => false,
  ) {
    this.#clock = clock;
    this.#arms = arms;
    this.#isNamed = isNamed;
    // Arms to a DNS pod that has gone are left out: their turns belong to arms that can be sent.
    this.#rotation = new Rotation(random, () => {
      const now = arms().map(wayOf);
      return [...this.#troubledAtMs.keys()].filter((way) => now.includes(way));
    });
  }

  /** Takes note of an outcome that has just ended. */
  pair(outcome: PairOutcome): void {
    if (troubledPair(outcome)) this.#troubledAtMs.set(wayOf(outcome), this.#clock.now());
  }

  /**
   * Every other time, an arm that failed recently; every time if the fault may be over. Nothing in between, nor once all arms have
   * worked for a minute.
   */
  next(): Arm | undefined {
    this.#forget();
    this.#isTurn = this.#troubledAtMs.size > 0 && (!this.#isTurn || this.#mayBeOver());
    if (!this.#isTurn) return undefined;
    const way = this.#rotation.next();
    return this.#arms().find((arm) => wayOf(arm) === way);
  }

  #mayBeOver(): boolean {
    const lastMs = Math.max(...this.#troubledAtMs.values());
    return this.#clock.now() - lastMs >= MAY_BE_OVER_MS && this.#isNamed();
  }

  #forget(): void {
    const oldestMs = this.#clock.now() - RECHECK_MS;
    for (const [way, atMs] of this.#troubledAtMs) if (atMs < oldestMs) this.#troubledAtMs.delete(way);
  }
}

/**
 * Each arm of `uncached` has a new random name, and all of them count as one arm here. An arm has its name as it was configured, an
 * outcome has it without the trailing dot.
 */
function wayOf({ strategy, server, name, transport }: Omit<Arm, 'target'>): string {
  const asked = specOf(strategy).asks === 'uncached' ? '' : name.replace(/\.$/, '');
  return `${strategy} ${formatServer(server)} ${transport} ${asked}`;
}
