/**
 * Asks the ways that had trouble lately more often than their turn, so that their recovery is seen: the end of a fault shows only
 * in the ways that it hit.
 */

import type { PairOutcome } from '../domain/pair.ts';
import { formatServer } from '../domain/server.ts';
import { specOf } from '../domain/strategy.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { Arm } from '../probe/arms.ts';
import { Rotation, type Source } from '../probe/rotation.ts';
import { troubledPair } from '../window/trials.ts';

/** As long as it may take until the end of a fault is found. Each trouble begins it anew. */
const RECHECK_MS = 60_000;

export class Recheck implements Source<Arm> {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #arms: () => readonly Arm[];
  readonly #deck: Rotation<string>;
  /** When each way last had trouble: monotonic milliseconds. */
  readonly #troubledAtMs = new Map<string, number>();
  #isTurn = false;

  /** `arms`: what may be asked now. */
  constructor(clock: Pick<Clock, 'now'>, random: Random, arms: () => readonly Arm[]) {
    this.#clock = clock;
    this.#arms = arms;
    this.#deck = new Rotation(random, () => [...this.#troubledAtMs.keys()]);
  }

  /** Takes an outcome that is known now. */
  pair(outcome: PairOutcome): void {
    if (troubledPair(outcome)) this.#troubledAtMs.set(wayOf(outcome), this.#clock.now());
  }

  /** A way that had trouble, every other time; nothing in between, and once all have been well for a minute. */
  next(): Arm | undefined {
    this.#forget();
    this.#isTurn = !this.#isTurn && this.#troubledAtMs.size > 0;
    if (!this.#isTurn) return undefined;
    const way = this.#deck.next();
    return this.#arms().find((arm) => wayOf(arm) === way);
  }

  #forget(): void {
    const oldestMs = this.#clock.now() - RECHECK_MS;
    for (const [way, atMs] of this.#troubledAtMs) if (atMs < oldestMs) this.#troubledAtMs.delete(way);
  }
}

/** The names of `uncached` are others each time, and one way all the same. */
function wayOf({ strategy, server, name, transport }: Arm): string {
  const asked = specOf(strategy).asks === 'uncached' ? '' : name;
  return `${strategy} ${formatServer(server)} ${transport} ${asked}`;
}
