/**
 * The judgements that the agent shows. It makes them at its own times and never for a request: a weak claim needs a second look, and
 * a reader must not give it. So the metrics, the page and the API show the same verdicts, and a request costs no judgement.
 */

import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { Clock } from '../platform/clock.ts';
import type { Judgement } from '../window/claims/judgement.ts';
import { Standing } from '../window/claims/standing.ts';
import type { Stream } from '../window/claims/stream.ts';
import { claimed } from '../window/claims/sureness.ts';
import type { EvidenceWindow } from '../window/evidence-window.ts';
import { isDue } from '../window/history/looks.ts';
import { troubledLookup, troubledPair } from '../window/history/trial.ts';

/** How often the agent shows a new judgement while nothing fails, and at least. */
const CALM_MS = 15_000;
/** A fault may lose few queries: for this long after a troubled probe, and while a cause is claimed, the agent shows a new one at each step. */
const TROUBLED_MS = 30_000;
/** The largest share of the time that these judgements may take. With many faults one can take half a second (decision 014), and no answer is handled meanwhile. */
const SHARE = 0.02;

export interface JudgementsPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly window: Pick<EvidenceWindow, 'judge'> & Stream;
  /** Called with each judgement that is shown from now on. */
  readonly show: (judgement: Judgement) => void;
}

export class Judgements {
  readonly #ports: JudgementsPorts;
  readonly #standing = new Standing();
  #last: Judgement;
  /** When the judgement that is shown was begun. */
  #shownAtMs: number;
  #tookMs = 0;
  #troubledAtMs = Number.NEGATIVE_INFINITY;

  /** Makes the first judgement, and shows it. */
  constructor(ports: JudgementsPorts) {
    this.#ports = ports;
    this.#shownAtMs = ports.clock.now();
    this.#last = this.judge();
    ports.show(this.#last);
  }

  /** The judgement that is shown. */
  readonly last = (): Judgement => this.#last;

  /** Makes a judgement. It counts as a look at the claims. */
  readonly judge = (): Judgement => {
    const { clock, window } = this.#ports;
    const startedAtMs = clock.now();
    const judgement = this.#standing.hold(window.judge(), window);
    this.#tookMs = clock.now() - startedAtMs;
    return judgement;
  };

  /** Makes a judgement, and shows it. */
  publish(): void {
    // From beginning to beginning: a judgement that takes long at a busy moment does not delay the next one by a step.
    this.#shownAtMs = this.#ports.clock.now();
    this.#last = this.judge();
    this.#ports.show(this.#last);
  }

  /** Call it every few seconds: it publishes if it is time. */
  step(): void {
    const nowMs = this.#ports.clock.now();
    const isTroubled = nowMs - this.#troubledAtMs < TROUBLED_MS;
    // The end of a fault is shown as soon as its beginning.
    const isClaimed = claimed(this.#last.verdicts) !== undefined;
    const waitMs = isTroubled || isClaimed ? Math.min(CALM_MS, this.#tookMs / SHARE) : CALM_MS;
    if (isDue(nowMs - this.#shownAtMs, waitMs)) this.publish();
  }

  pair(outcome: PairOutcome): void {
    if (troubledPair(outcome)) this.#troubledAtMs = this.#ports.clock.now();
  }

  lookup(outcome: LookupOutcome): void {
    if (troubledLookup(outcome)) this.#troubledAtMs = this.#ports.clock.now();
  }
}
