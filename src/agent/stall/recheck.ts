/**
 * Sends arms that failed recently more often than their turn. The end of a fault shows only in the arms that it affected, so
 * fivesec sees the recovery sooner. Until the cause is named, half of these turns go to the arms that distinguish the possible causes.
 */

import type { PairOutcome } from '../../domain/pair.ts';
import { formatServer } from '../../domain/server.ts';
import { specOf } from '../../domain/strategy.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { Arm } from '../../probe/arms.ts';
import { Rotation, type Source } from '../../probe/rotation.ts';
import { troubledPair } from '../../window/history/trial.ts';

/** How long an arm counts as failed recently: as long as it may take to find the end of a fault. Each failure restarts it. */
const RECHECK_MS = 60_000;
/** A fault that has been named and shows no failure for so long may be over. Then every turn looks for its end. */
const MAY_BE_OVER_MS = 10_000;
/** A standing socket that failed so often in a row keeps a flow that fails. One that failed once may only have begun a new flow. */
const KEEPS_FAILING = 2;

export interface RecheckPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
  /** The arms that may be sent now. */
  readonly arms: () => readonly Arm[];
  /** Is the cause of the failures known? It is asked at each turn, so it must cost little. */
  readonly isNamed: () => boolean;
  /** Arms that distinguish the causes that are still possible. */
  readonly questions: Source<Arm>;
}

interface Trouble {
  /** When the arm last failed, monotonic milliseconds. */
  readonly atMs: number;
  /** How often in a row it failed then. */
  readonly inARow: number;
  readonly hasWorkedSince: boolean;
}

export class Recheck implements Source<Arm> {
  readonly #ports: RecheckPorts;
  readonly #rotation: Rotation<string>;
  readonly #troubles = new Map<string, Trouble>();
  #isTurn = false;
  #isForQuestion = true;

  constructor(ports: RecheckPorts) {
    this.#ports = ports;
    // Arms to a DNS pod that has gone are left out: their turns belong to arms that can be sent.
    this.#rotation = new Rotation(ports.random, () => {
      const now = ports.arms().filter((arm) => this.#canFail(arm));
      const ways = now.map(wayOf);
      return [...this.#troubles.keys()].filter((way) => ways.includes(way));
    });
  }

  /** Takes note of an outcome that has just ended. */
  pair(outcome: PairOutcome): void {
    const way = wayOf(outcome);
    const before = this.#troubles.get(way);
    if (troubledPair(outcome)) {
      const inARow = before === undefined || before.hasWorkedSince ? 1 : before.inARow + 1;
      this.#troubles.set(way, { atMs: this.#ports.clock.now(), inARow, hasWorkedSince: false });
    } else if (before !== undefined) this.#troubles.set(way, { ...before, hasWorkedSince: true });
  }

  /**
   * Every other time, an arm that failed recently or, in turn with these, one that shows the cause; every time if the fault may be over.
   * Nothing in between, nor once all arms have worked for a minute.
   */
  next(): Arm | undefined {
    this.#forget();
    this.#isTurn = this.#troubles.size > 0 && (!this.#isTurn || this.mayBeOver());
    if (!this.#isTurn) return undefined;
    if (this.#ports.isNamed()) return this.#failed();
    this.#isForQuestion = !this.#isForQuestion;
    const { questions } = this.#ports;
    return this.#isForQuestion ? (questions.next() ?? this.#failed()) : (this.#failed() ?? questions.next());
  }

  #failed(): Arm | undefined {
    const way = this.#rotation.next();
    return this.#ports.arms().find((arm) => wayOf(arm) === way);
  }

  /**
   * Is it worth asking again? A standing socket that failed once and works again had begun a new flow, because its entry in conntrack had expired.
   * It can't fail so again while it is asked every few seconds.
   */
  #canFail(arm: Arm): boolean {
    const trouble = this.#troubles.get(wayOf(arm));
    if (trouble === undefined || specOf(arm.strategy).socket !== 'standing') return true;
    return !trouble.hasWorkedSince || trouble.inARow >= KEEPS_FAILING;
  }

  /** Has nothing failed for a while, although a fault was named? Then its end is what is looked for. */
  mayBeOver(): boolean {
    if (this.#troubles.size === 0) return false;
    const lastMs = Math.max(...[...this.#troubles.values()].map(({ atMs }) => atMs));
    return this.#ports.clock.now() - lastMs >= MAY_BE_OVER_MS && this.#ports.isNamed();
  }

  #forget(): void {
    const oldestMs = this.#ports.clock.now() - RECHECK_MS;
    for (const [way, { atMs }] of this.#troubles) if (atMs < oldestMs) this.#troubles.delete(way);
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
