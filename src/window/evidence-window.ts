/** Judges the evidence at any moment: decides from when on it counts, and whether that time supports what is claimed. */

import type { CounterOf } from '../compare/counts/counters.ts';
import type { Evidence, RaceWindow } from '../domain/evidence.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { NodeDelta, NodeSnapshot } from '../domain/node.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { gather, type Measured } from '../evidence/gather.ts';
import type { Clock } from '../platform/clock.ts';
import { badTimes } from './changes/bad-times.ts';
import { Beginning } from './changes/beginning.ts';
import { beganAt, firstTrouble, lastChange, possibleChange } from './changes/change-points.ts';
import { outageIn } from './changes/outage.ts';
import { partOfTime } from './changes/part-of-time.ts';
import { type Rise, risesOf } from './changes/still-counter.ts';
import { lossesContinue, stillStanding } from './claims/after-departure.ts';
import { doubted } from './claims/doubt.ts';
import {
  isNamed,
  isUnknown,
  type Judgement,
  judgementOf,
  judgementOfOutage,
  raceWindowOf,
  surer,
} from './claims/judgement.ts';
import type { CurrentContext } from './history/context.ts';
import { podsSince } from './history/departed-pods.ts';
import { WINDOW_MS } from './history/history.ts';
import { Measurements, type MeasurementsPorts } from './history/measurements.ts';
import type { Pending } from './history/pending.ts';
import { Sampler } from './history/sampler.ts';
import type { Trial } from './history/trial.ts';

/** How often the end of a fault is saved for the time after its evidence has expired. */
const REMEMBER_MS = 15_000;
/** The same for the state of the race window. It is gathered from all evidence, which costs more, and one that is shown lasts for minutes. */
const RACE_WINDOW_MS = 60_000;

export interface EvidenceWindowPorts extends MeasurementsPorts {
  readonly clock: Clock;
  readonly snapshot: () => Promise<NodeSnapshot>;
  /** Called with every step that was taken. */
  readonly onStep: (step: NodeDelta, now: NodeSnapshot) => void;
}

/** Each is left out where it is the whole time. */
interface Parts {
  /** The stretches in which probes failed, if they did at times only. */
  readonly atTimes?: Measured;
  /** Since the share of failures may have changed. */
  readonly sinceChange?: Measured;
}

export class EvidenceWindow {
  readonly #ports: EvidenceWindowPorts;
  readonly #measurements: Measurements;
  readonly #steps: Sampler;
  /** The race window when it was last saved. Only steps change it, judging does not. */
  #raceWindow: RaceWindow = 'unknown';
  #raceWindowMs: number;
  #rememberedMs: number;
  readonly #beginning: Beginning;

  /** Takes the first snapshot. */
  static async start(ports: EvidenceWindowPorts): Promise<EvidenceWindow> {
    const measurements = new Measurements(ports);
    return new EvidenceWindow(ports, measurements, await ports.snapshot());
  }

  private constructor(ports: EvidenceWindowPorts, measurements: Measurements, first: NodeSnapshot) {
    this.#ports = ports;
    this.#measurements = measurements;
    this.#rememberedMs = measurements.nowMs;
    this.#raceWindowMs = this.#rememberedMs;
    this.#beginning = new Beginning(this.#rememberedMs, measurements);
    this.#steps = new Sampler(first, {
      snapshot: ports.snapshot,
      taken: (step, before, now) => {
        measurements.step(step, before);
        ports.onStep(step, now);
      },
    });
  }

  get latest(): NodeSnapshot {
    return this.#steps.latest;
  }

  /** The probes that are under way. */
  get pending(): Pending {
    return this.#measurements.pending;
  }

  /** Monotonic milliseconds. */
  get nowMs(): number {
    return this.#measurements.nowMs;
  }

  /** The number of outcomes and steps that are kept. */
  get remembered(): number {
    return this.#measurements.size;
  }

  /** The steps of the last `ms` milliseconds (30 minutes at most), oldest first, dated by the wall clock as it is set now. */
  recentSteps(ms: number): readonly NodeDelta[] {
    return this.#measurements.stepsSince(this.nowMs - ms);
  }

  pair(outcome: PairOutcome): void {
    this.#measurements.pair(outcome);
  }

  lookup(outcome: LookupOutcome): void {
    this.#measurements.lookup(outcome);
  }

  /** When an outcome that arrives now began, monotonic milliseconds: its date may mean another moment after the clock is set. */
  startMsOf(outcome: PairOutcome | LookupOutcome): number {
    return this.#measurements.startMsOf(outcome);
  }

  /** Reads the node's counters again. Their rise since the last reading is a step. Calls that overlap share one reading. */
  step(): Promise<void> {
    this.#remember();
    // With each request for a step, even if none is taken: a snapshot may hang while outcomes continue to arrive.
    this.#measurements.forget(this.nowMs);
    return this.#steps.take();
  }

  /**
   * The verdicts over the time since a fault last began or ended, or over the last WINDOW_MS if neither happened in that time.
   * If a DNS pod that was down has left since, only the time after counts, and the verdict that stood holds until that time
   * names a cause. Pure: it changes nothing.
   */
  judge(): Judgement {
    const { nowMs } = this;
    const fromMs = this.#beginning.fromMs(nowMs);
    const whole = this.#measuredSince(fromMs, nowMs, this.#raceWindow);
    const trials = this.#measurements.trialsSince(fromMs, nowMs);
    const changedMs = this.#beginning.momentOf(lastChange(trials), fromMs) ?? fromMs;
    const leftMs = this.#measurements.failingPodLeft(fromMs);
    const sinceMs = Math.max(changedMs, leftMs ?? changedMs);
    if (sinceMs === fromMs) return this.#doubted(this.#judgeColdStart(whole, trials, fromMs, nowMs), nowMs);
    const raceWindow = raceWindowOf(whole);
    const fresh = this.#doubted(judgementOf(this.#measuredSince(sinceMs, nowMs, raceWindow)), nowMs);
    if (leftMs === undefined || leftMs <= changedMs || isNamed(fresh)) return fresh;
    if (!lossesContinue(trials, this.#measurements.toDate(nowMs))) return fresh;
    const now = podsSince(this.#ports.context(), changedMs);
    const stood = judgementOf(this.#measuredSince(changedMs, nowMs, raceWindow, now));
    return isNamed(stood) ? stillStanding(stood, nowMs - leftMs) : fresh;
  }

  /** Doubts what is claimed if the share of failed probes may have changed in the judged time, or if they fail at times only. */
  #doubted(judgement: Judgement, nowMs: number): Judgement {
    if (!isNamed(judgement) && !isUnknown(judgement)) return judgement;
    const { raceWindow, evidence } = judgement;
    const { atTimes, sinceChange } = this.#partsOf(nowMs - evidence.windowMs, nowMs, raceWindow);
    return doubted(
      judgement,
      ...(atTimes === undefined ? [] : [{ ...judgementOf(atTimes), evidence }]),
      ...(sinceChange === undefined ? [] : [judgementOf(sinceChange)]),
    );
  }

  /** The parts of the time since `fromMs` that may show another fault than the whole does. */
  #partsOf(fromMs: number, nowMs: number, raceWindow: RaceWindow): Parts {
    const trials = this.#measurements.trialsSince(fromMs, nowMs);
    const stretches = badTimes(trials);
    const changedMs = this.#beginning.momentOf(possibleChange(trials), fromMs);
    return {
      ...(stretches.length > 0 && {
        atTimes: partOfTime(this.#measuredSince(fromMs, nowMs, raceWindow), stretches),
      }),
      ...(changedMs !== undefined && { sinceChange: this.#measuredSince(changedMs, nowMs, raceWindow) }),
    };
  }

  /**
   * Right after the start too few ways were asked to find the beginning of a fault. If the whole time names no cause, the time since
   * the first trouble counts: ways that were only asked before it show nothing about the fault.
   */
  #judgeColdStart(whole: Measured, trials: readonly Trial[], fromMs: number, nowMs: number): Judgement {
    const judgement = judgementOf(whole);
    const began = fromMs === this.#beginning.startedMs ? firstTrouble(trials) : undefined;
    if (began === undefined || isNamed(judgement)) return judgement;
    const sinceMs = this.#beginning.momentOf(began, fromMs) ?? fromMs;
    return judgementOf(this.#measuredSince(sinceMs, nowMs, judgement.raceWindow));
  }

  /**
   * Over the time since `startedAt`, or since `troubleSince` (both wall clock) if that names a cause more surely. If the trouble clearly began
   * then, the time before it shows nothing about the fault: the whole time only counts as far as the time since agrees. An outage that explains all
   * losses is judged by its own time. Pure.
   */
  judgeWindow(startedAt: number, troubleSince?: number): Judgement {
    const { nowMs } = this;
    const sinceMs = this.#measurements.toMonotonic(startedAt, nowMs) ?? nowMs;
    const troubleMs =
      troubleSince === undefined ? undefined : this.#measurements.toMonotonic(troubleSince, nowMs);
    const measured = this.#measuredSince(sinceMs, nowMs, this.#raceWindow);
    const outage = outageIn(measured);
    if (outage !== undefined) return judgementOfOutage(measured, outage);
    const long = judgementOf(measured);
    if (troubleMs === undefined || troubleMs <= sinceMs) return long;
    const short = judgementOf(this.#measuredSince(troubleMs, nowMs, long.raceWindow));
    const began = beganAt(this.#measurements.trialsSince(sinceMs, nowMs), troubleSince ?? startedAt);
    return began ? doubted(long, short) : surer(long, short);
  }

  /** The evidence of the parts of the time since `sinceMs` (monotonic) that may show another fault than the whole does. */
  partsSince(sinceMs: number): readonly Evidence[] {
    const { atTimes, sinceChange } = this.#partsOf(sinceMs, this.nowMs, this.#raceWindow);
    return [atTimes, sinceChange].flatMap((part) => (part === undefined ? [] : [gather(part)]));
  }

  /** The evidence since `sinceMs` (monotonic), whether anything has changed since or not. */
  evidenceSince(sinceMs: number): Evidence {
    return gather(this.#measuredSince(sinceMs, this.nowMs, this.#raceWindow));
  }

  /** How much `counter` rose in each step since `sinceMs` (monotonic). */
  risesSince(sinceMs: number, counter: CounterOf): readonly Rise[] {
    return risesOf(this.#measuredSince(sinceMs, this.nowMs, this.#raceWindow), counter);
  }

  /** The probes since `sinceMs` (monotonic), and those under way that take too long. */
  trialsSince(sinceMs: number): readonly Trial[] {
    return this.#measurements.trialsSince(sinceMs, this.nowMs);
  }

  /** `raceWindow`: as it was known before. `now`: where it is measured, if not as it is now. */
  #measuredSince(sinceMs: number, nowMs: number, raceWindow: RaceWindow, now?: CurrentContext): Measured {
    return this.#measurements.since(sinceMs, nowMs, { kernel: this.latest.kernel, raceWindow }, now);
  }

  /** If no evidence expires, there is nothing to save. */
  #remember(): void {
    if (this.#ports.keptMs !== undefined) return;
    const { nowMs } = this;
    this.#beginning.settle(nowMs);
    if (nowMs - this.#raceWindowMs >= RACE_WINDOW_MS) {
      this.#raceWindowMs = nowMs;
      this.#raceWindow = raceWindowOf(this.#measuredSince(nowMs - WINDOW_MS, nowMs, this.#raceWindow));
    }
    if (nowMs - this.#rememberedMs < REMEMBER_MS) return;
    this.#rememberedMs = nowMs;
    this.#beginning.recover(nowMs);
  }
}
