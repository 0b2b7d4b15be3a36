/**
 * Starts an investigation although no lookup has stalled: when several probes failed within a minute. Where a C library asks two nameservers at
 * once, as musl does, or where a fault hits few queries, a lookup stalls late or never.
 */

import type { PairOutcome } from '../../domain/pair.ts';
import type { Clock } from '../../platform/clock.ts';
import { troubledPair } from '../../window/history/trial.ts';

/** So many troubled pairs, and within this time, are no strays: at the default rate 30 pairs are sent in it. */
const SEVERAL = 3;
const WITHIN_MS = 60_000;
/**
 * After an investigation that began in this way, the next one needs so long a time without a troubled pair. A fault that lasts and can't be
 * named must not spend the saved queries again and again: a lookup that stalls then needs them.
 */
const CALM_MS = 600_000;

export interface SuspicionPorts {
  readonly clock: Pick<Clock, 'now'>;
  /** Starts an investigation. */
  readonly investigate: () => void;
}

export class Suspicion {
  readonly #ports: SuspicionPorts;
  /** When the last troubled pairs ended, monotonic milliseconds, the latest last. */
  #troubledMs: readonly number[] = [];
  #hasInvestigated = false;

  constructor(ports: SuspicionPorts) {
    this.#ports = ports;
  }

  /** Takes note of an outcome that has just ended. */
  pair(outcome: PairOutcome): void {
    if (!troubledPair(outcome)) return;
    const nowMs = this.#ports.clock.now();
    const lastMs = this.#troubledMs.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (nowMs - lastMs >= CALM_MS) this.#hasInvestigated = false;
    this.#troubledMs = [...this.#troubledMs, nowMs].slice(-SEVERAL);
    const [firstMs = nowMs] = this.#troubledMs;
    const areSeveral = this.#troubledMs.length === SEVERAL && nowMs - firstMs < WITHIN_MS;
    if (!areSeveral || this.#hasInvestigated) return;
    this.#hasInvestigated = true;
    this.#ports.investigate();
  }
}
