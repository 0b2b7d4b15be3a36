/**
 * Follows the set of DNS pods. It resolves the set at once, after 1, 2 and 4 seconds, and then every three seconds for a minute until the set is known, over UDP
 * and over TCP in turn; then at long intervals. After a change it does so every few seconds for a while. After a failed query to a pod it does so soon.
 */

import type { PairOutcome } from '../domain/pair.ts';
import { type Clock, sleep } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { QueryBudget } from '../schedule/query-budget.ts';
import type { DnsPods } from './dns-pods.ts';

const FIRST_WAITS_MS = [0, 1_000, 2_000, 4_000];
/** The shortest time from one check whether a lookup is due to the next, while a lookup is under way or the budget is empty. */
const TICK_MS = 1_000;
const CALM_MS = 30_000;
/** A rollout replaces one pod after the other, so further changes follow. */
const MOVING_MS = 5_000;
const MOVING_FOR_MS = 60_000;
/** The time between lookups while no set is known, and for how long after the start. They overlap: one in vain takes a resolver's timeout. */
const SOUGHT_MS = 3_000;
const SOUGHT_FOR_MS = 60_000;
const MOST_WHILE_SOUGHT = 4;
/** The shortest time between lookups after failures. A failing pod that stays in the set must not cause a lookup for each failure. */
const DOUBTED_MS = 10_000;
/** Random part of the interval: a thousand agents that start together must not stay in step. */
const JITTER = 0.2;
/** One for each address family. The budget gets back what was not sent. */
const QUERIES_OF_A_LOOK = 2;

export interface FollowerPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly budget: QueryBudget;
  /** The time between two lookups when nothing happens, in milliseconds: `CALM_MS` if not given. */
  readonly calmMs?: number;
  /** A lookup threw, which is a defect. */
  readonly broke: (error: unknown) => void;
}

export class PodFollower {
  readonly #pods: DnsPods;
  readonly #ports: FollowerPorts;
  readonly #underWay = new Set<Promise<void>>();
  readonly #startedMs: number;
  #lastMs = Number.NEGATIVE_INFINITY;
  #calmMs = CALM_MS;
  #isDoubted = false;
  /** Ends the wait for the next lookup: it may be due sooner. */
  #news = () => {};

  constructor(pods: DnsPods, ports: FollowerPorts) {
    this.#pods = pods;
    this.#ports = ports;
    this.#startedMs = ports.clock.now();
  }

  /** Takes note of a pair. After a failed pair straight to a pod, the pod may no longer exist, so the set is resolved soon. */
  pair({ strategy, a, aaaa }: Pick<PairOutcome, 'strategy' | 'a' | 'aaaa'>): void {
    if (strategy !== 'endpoint' || [a, aaaa].every(({ kind }) => kind === 'answered')) return;
    this.#isDoubted = true;
    this.#news();
  }

  /** Resolves the set until the signal is aborted. Resolves when the last lookup has ended. */
  async run(): Promise<void> {
    const { clock, signal } = this.#ports;
    if (!this.#pods.isFollowed) return;
    // The first lookups overlap: otherwise one lost packet would delay the set by a resolver timeout. They are charged afterwards.
    for (const waitMs of FIRST_WAITS_MS) {
      if (waitMs > 0 && !(await sleep(clock, waitMs, signal))) break;
      if (signal.aborted || this.#pods.isKnown) break;
      this.#look(0);
    }
    const onAbort = () => this.#news();
    signal.addEventListener('abort', onAbort, { once: true });
    while (!signal.aborted) {
      await this.#untilDue();
      if (!signal.aborted) this.#lookIfDue();
    }
    await Promise.all(this.#underWay);
  }

  /** Waits until the next lookup is due, as far as is known now, or until there is news. It sleeps that long: each check would wake an idle process. */
  #untilDue(): Promise<void> {
    const { clock } = this.#ports;
    const leftMs = this.#lastMs + Math.min(this.#calmMs, this.#hurryMs()) - clock.now();
    return new Promise((resolve) => {
      const cancel = clock.after(Math.max(TICK_MS, leftMs), () => this.#news());
      this.#news = () => {
        cancel();
        this.#news = () => {};
        resolve();
      };
    });
  }

  #lookIfDue(): void {
    const { clock, budget } = this.#ports;
    const sinceMs = clock.now() - this.#lastMs;
    const isCalm = sinceMs >= this.#calmMs;
    const most = this.#isSought() ? MOST_WHILE_SOUGHT : 1;
    if (this.#underWay.size >= most || (!isCalm && sinceMs < this.#hurryMs())) return;
    // A lookup off the schedule uses what the schedule leaves of the budget.
    const isPaid = isCalm ? budget.take(QUERIES_OF_A_LOOK) : budget.takeSpare(QUERIES_OF_A_LOOK);
    if (isPaid) this.#look(QUERIES_OF_A_LOOK);
  }

  /** Is the set still unknown, soon after the start? A lookup in vain asked a DNS pod that is down, perhaps, and the next one asks another. */
  #isSought(): boolean {
    return !this.#pods.isKnown && this.#ports.clock.now() - this.#startedMs < SOUGHT_FOR_MS;
  }

  #hurryMs(): number {
    if (this.#isSought()) return SOUGHT_MS;
    const { changedAtMs } = this.#pods;
    if (changedAtMs !== undefined && this.#ports.clock.now() < changedAtMs + MOVING_FOR_MS) return MOVING_MS;
    return this.#isDoubted ? DOUBTED_MS : Number.POSITIVE_INFINITY;
  }

  #look(paid: number): void {
    const { clock, random, budget, broke, calmMs = CALM_MS } = this.#ports;
    this.#lastMs = clock.now();
    this.#calmMs = calmMs * (1 + JITTER * (2 * random.next() - 1));
    this.#isDoubted = false;
    const look = this.#pods
      .refresh()
      .then((queries) => budget.settle(queries - paid))
      .catch(broke)
      .finally(() => {
        this.#underWay.delete(look);
        // The set may have changed.
        this.#news();
      });
    this.#underWay.add(look);
  }
}
