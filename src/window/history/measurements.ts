/** The measurements in order of time: takes each outcome and step when it comes, and gives those of any span of time that ends now. */

import type { RaceWindow } from '../../domain/evidence.ts';
import type { OwnFates } from '../../domain/flow.ts';
import type { LookupOutcome } from '../../domain/lookup.ts';
import { scopeWithin } from '../../domain/name-scope.ts';
import type { NodeDelta, NodeSnapshot } from '../../domain/node.ts';
import type { PairOutcome } from '../../domain/pair.ts';
import type { Reading } from '../../domain/reading.ts';
import type { Measured } from '../../evidence/gather.ts';
import type { Clock } from '../../platform/clock.ts';
import { type CurrentContext, changeWithin } from './context.ts';
import { countedThen, failingPodLeft, stillCounts } from './departed-pods.ts';
import { EventTimes } from './event-times.ts';
import { BACKGROUND_MS, History, type Probes, type Stretch } from './history.ts';
import { Pending } from './pending.ts';
import { type Trial, trialsOf, troubledLookup, troubledPair } from './trial.ts';

export interface MeasurementsPorts {
  readonly clock: Pick<Clock, 'now' | 'wall'>;
  readonly context: () => CurrentContext;
  /** The fates of the queries via the VIP that were sent since `sinceMs` (monotonic); left out where the table is not read. */
  readonly fates?: (sinceMs: number) => Reading<OwnFates>;
  /** How long outcomes are kept. By default as long as `judge` looks back. */
  readonly keptMs?: number;
}

/** What is known of the node when the evidence is judged. */
export interface Known {
  readonly kernel: NodeSnapshot['kernel'];
  /** As it was known before. */
  readonly raceWindow: RaceWindow;
}

export class Measurements {
  /** The probes that are under way. */
  readonly pending = new Pending();
  readonly #ports: MeasurementsPorts;
  readonly #dates: EventTimes;
  readonly #history: History;
  /** The latest beginning of a troubled probe that has ended, starved ones among them. Monotonic milliseconds. */
  #troubledMs = Number.NEGATIVE_INFINITY;

  constructor(ports: MeasurementsPorts) {
    this.#ports = ports;
    this.#dates = new EventTimes(ports.clock);
    this.#history = new History(ports.keptMs);
  }

  /** Monotonic milliseconds. Each call records the wall-clock time of that moment. */
  get nowMs(): number {
    return this.#dates.now();
  }

  /** The number of outcomes and steps that are kept. */
  get size(): number {
    return this.#history.size;
  }

  pair(outcome: PairOutcome): void {
    const startMs = this.startMsOf(outcome);
    this.#history.addPair(outcome, startMs);
    if (troubledPair(outcome)) this.#troubledMs = Math.max(this.#troubledMs, startMs);
  }

  lookup(outcome: LookupOutcome): void {
    const startMs = this.startMsOf(outcome);
    this.#history.addLookup(outcome, startMs);
    if (troubledLookup(outcome)) this.#troubledMs = Math.max(this.#troubledMs, startMs);
  }

  step(step: NodeDelta, before: NodeSnapshot): void {
    this.#history.addStep(step, before.takenAtMs);
  }

  /** When an outcome that arrives now began, monotonic milliseconds: its date may mean another moment after the clock is set. */
  startMsOf(outcome: PairOutcome | LookupOutcome): number {
    return this.#dates.startMsOf(outcome);
  }

  /** The wall-clock time at `ms` (monotonic), by the wall clock as it is set now. */
  toDate(ms: number): number {
    return this.#dates.toCurrentWallClock(ms);
  }

  /** Converts the wall-clock time `date` to monotonic milliseconds; `undefined` if it is older than the recorded times. */
  toMonotonic(date: number, nowMs: number): number | undefined {
    return this.#dates.toMonotonic(date, nowMs);
  }

  /** The steps since `sinceMs` (30 minutes ago at most), oldest first, dated by the wall clock as it is set now. */
  stepsSince(sinceMs: number): readonly NodeDelta[] {
    return this.#history.stepsSince(sinceMs, (ms) => this.toDate(ms));
  }

  /** Everything since `sinceMs`. `now`: where it is measured. */
  since(
    sinceMs: number,
    nowMs: number,
    { kernel, raceWindow }: Known,
    now: CurrentContext = this.#ports.context(),
  ): Measured {
    const { nameserver, endpoints, backends, endpointsChangedAt, nodeAgeMs, clusterDomain, isPodsFile } = now;
    return {
      ...this.#stretch(sinceMs, nowMs, stillCounts(now)),
      ...(this.#ports.fates && { flows: this.#ports.fates(sinceMs) }),
      context: {
        kernel,
        nameserver,
        ...(isPodsFile !== undefined && { isPodsFile }),
        endpoints,
        ...(backends && { backends }),
        endpointsChangedAt: changeWithin(
          this.#dates.changedAt(endpointsChangedAt, nowMs),
          this.toDate(sinceMs),
        ),
        raceWindow,
        nodeAgeMs,
      },
      scopeOf: scopeWithin(clusterDomain),
    };
  }

  /** When a DNS pod that was down last left, if that was after `fromMs`. Monotonic milliseconds. */
  failingPodLeft(fromMs: number): number | undefined {
    const now = this.#ports.context();
    if (!now.endpointAbsences.some((absence) => absence.fromMs > fromMs)) return undefined;
    const { pairs } = this.#probes(fromMs, countedThen(now));
    return failingPodLeft(pairs, now, (ms) => this.toDate(ms));
  }

  /** Probes of DNS pods that have left since count here: they show when a fault began. */
  trialsSince(fromMs: number, nowMs: number): Trial[] {
    const now = this.#ports.context();
    const scopeOf = scopeWithin(now.clusterDomain);
    const toDate = (ms: number) => this.toDate(ms);
    return [
      ...trialsOf({ ...this.#probes(fromMs, countedThen(now)), scopeOf }),
      ...this.pending.troubledSince(fromMs, nowMs, scopeOf, toDate),
    ];
  }

  /** False only if `trialsSince` has no troubled trial. It costs much less. */
  mayBeTroubledSince(fromMs: number, nowMs: number): boolean {
    return this.#troubledMs >= fromMs || this.pending.isTroubled(fromMs, nowMs);
  }

  /** Drops what is too old for any caller. */
  forget(nowMs: number): void {
    this.#history.forget(nowMs);
    this.#dates.forget(nowMs - BACKGROUND_MS);
  }

  #probes(sinceMs: number, counts: ReturnType<typeof stillCounts>): Probes {
    return this.#history.probesSince(sinceMs, (ms) => this.toDate(ms), counts);
  }

  #stretch(sinceMs: number, nowMs: number, counts: ReturnType<typeof stillCounts>): Stretch {
    return this.#history.since(sinceMs, nowMs, (ms) => this.toDate(ms), counts);
  }
}
