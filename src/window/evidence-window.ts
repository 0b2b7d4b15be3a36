/** Keeps the evidence in order of time, so that it can be judged at any moment: steps between snapshots of the node, and outcomes. */

import type { RaceWindow } from '../domain/evidence.ts';
import type { OwnFates } from '../domain/flow.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { NodeDelta, NodeSnapshot } from '../domain/node.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { Reading } from '../domain/reading.ts';
import { type Measured, scopeWithin } from '../evidence/gather.ts';
import type { Clock } from '../platform/clock.ts';
import { Beginning } from './beginning.ts';
import { beganAt, firstTrouble, lastChange, possibleChange, type Trial } from './change-points.ts';
import { type CurrentContext, changeWithin } from './context.ts';
import {
  countedThen,
  failingPodLeft,
  lossesContinue,
  podsSince,
  stillCounts,
  stillStanding,
} from './departed.ts';
import { doubted } from './doubt.ts';
import { EventTimes } from './event-times.ts';
import { BACKGROUND_MS, History, type Stretch, WINDOW_MS } from './history.ts';
import { isNamed, type Judgement, judgementOf, raceWindowOf, surer } from './judgement.ts';
import { Pending } from './pending.ts';
import { Sampler } from './sampler.ts';
import { trialsOf } from './trials.ts';

/** How often the state of the race window, and the end of a fault, are saved for the time after their evidence has expired. */
const REMEMBER_MS = 15_000;

export interface EvidenceWindowPorts {
  readonly clock: Clock;
  readonly snapshot: () => Promise<NodeSnapshot>;
  readonly context: () => CurrentContext;
  /** The fates of the queries via the VIP that were sent since `sinceMs` (monotonic); left out where the table is not read. */
  readonly fates?: (sinceMs: number) => Reading<OwnFates>;
  /** How long outcomes are kept. By default as long as `judge` looks back. */
  readonly keptMs?: number;
  /** Called with every step that was taken. */
  readonly onStep: (step: NodeDelta, now: NodeSnapshot) => void;
}

export class EvidenceWindow {
  /** The probes that are under way. */
  readonly pending = new Pending();
  readonly #ports: EvidenceWindowPorts;
  readonly #dates: EventTimes;
  readonly #history: History;
  readonly #steps: Sampler;
  /** The race window when it was last saved. Only steps change it, judging does not. */
  #raceWindow: RaceWindow = 'unknown';
  #rememberedMs: number;
  readonly #beginning: Beginning;

  /** Takes the first snapshot. */
  static async start(ports: EvidenceWindowPorts): Promise<EvidenceWindow> {
    const dates = new EventTimes(ports.clock);
    return new EvidenceWindow(ports, dates, await ports.snapshot());
  }

  private constructor(ports: EvidenceWindowPorts, dates: EventTimes, first: NodeSnapshot) {
    this.#ports = ports;
    this.#dates = dates;
    this.#history = new History(ports.keptMs);
    this.#rememberedMs = dates.now();
    this.#beginning = new Beginning(this.#rememberedMs, {
      trialsSince: (fromMs, nowMs) => this.#trialsSince(fromMs, nowMs),
      toDate: (ms) => this.#dates.toCurrentWallClock(ms),
    });
    this.#steps = new Sampler(first, {
      snapshot: ports.snapshot,
      taken: (step, before, now) => this.#taken(step, before, now),
    });
  }

  get latest(): NodeSnapshot {
    return this.#steps.latest;
  }

  /** Monotonic milliseconds. */
  get nowMs(): number {
    return this.#dates.now();
  }

  /** The number of outcomes and steps that are kept. */
  get remembered(): number {
    return this.#history.size;
  }

  /** The steps of the last `ms` milliseconds (30 minutes at most), oldest first, dated by the wall clock as it is set now. */
  recentSteps(ms: number): readonly NodeDelta[] {
    const toCurrent = (atMs: number) => this.#dates.toCurrentWallClock(atMs);
    return this.#history.stepsSince(this.#dates.now() - ms, toCurrent);
  }

  pair(outcome: PairOutcome): void {
    this.#history.addPair(outcome, this.#dates.startMsOf(outcome));
  }

  lookup(outcome: LookupOutcome): void {
    this.#history.addLookup(outcome, this.#dates.startMsOf(outcome));
  }

  /** When an outcome that arrives now began, monotonic milliseconds: its date may mean another moment after the clock is set. */
  startMsOf(outcome: PairOutcome | LookupOutcome): number {
    return this.#dates.startMsOf(outcome);
  }

  /** Reads the node's counters again. Their rise since the last reading is a step. Calls that overlap share one reading. */
  step(): Promise<void> {
    this.#remember();
    this.#forget();
    return this.#steps.take();
  }

  /**
   * The verdicts over the time since a fault last began or ended, or over the last WINDOW_MS if neither happened in that time.
   * If a DNS pod that was down has left since, only the time after counts, and the verdict that stood holds until that time
   * names a cause. Pure: it changes nothing.
   */
  judge(): Judgement {
    const nowMs = this.#dates.now();
    const fromMs = this.#beginning.fromMs(nowMs);
    const whole = this.#measuredSince(fromMs, nowMs, this.#raceWindow);
    const trials = this.#trialsSince(fromMs, nowMs);
    const changedMs = this.#beginning.momentOf(lastChange(trials), fromMs) ?? fromMs;
    const leftMs = this.#failingPodLeft(fromMs, nowMs);
    const sinceMs = Math.max(changedMs, leftMs ?? changedMs);
    if (sinceMs === fromMs) return this.#doubted(this.#judgeColdStart(whole, trials, fromMs, nowMs), nowMs);
    const raceWindow = raceWindowOf(whole);
    const fresh = this.#doubted(judgementOf(this.#measuredSince(sinceMs, nowMs, raceWindow)), nowMs);
    if (leftMs === undefined || leftMs <= changedMs || isNamed(fresh)) return fresh;
    if (!lossesContinue(trials, this.#dates.toCurrentWallClock(nowMs))) return fresh;
    const now = podsSince(this.#ports.context(), changedMs);
    const stood = judgementOf(this.#measuredSince(changedMs, nowMs, raceWindow, now));
    return isNamed(stood) ? stillStanding(stood, nowMs - leftMs) : fresh;
  }

  /** Doubts what is named if the share of failed probes may have changed in the judged time. */
  #doubted(judgement: Judgement, nowMs: number): Judgement {
    if (!isNamed(judgement)) return judgement;
    const fromMs = nowMs - judgement.evidence.windowMs;
    const possible = this.#beginning.momentOf(possibleChange(this.#trialsSince(fromMs, nowMs)), fromMs);
    if (possible === undefined) return judgement;
    return doubted(judgement, judgementOf(this.#measuredSince(possible, nowMs, judgement.raceWindow)));
  }

  /**
   * Right after the start too few ways were asked to find the beginning of a fault. If the whole time names no cause, the time since
   * the first trouble counts: ways that were only asked before it show nothing about the fault.
   */
  #judgeColdStart(whole: Measured, trials: readonly Trial[], fromMs: number, nowMs: number): Judgement {
    const judgement = judgementOf(whole);
    const began = fromMs === this.#beginning.startedMs ? firstTrouble(trials) : undefined;
    if (began === undefined || isNamed(judgement)) return judgement;
    const sinceMs = fromMs + (began - whole.startedAt);
    return judgementOf(this.#measuredSince(sinceMs, nowMs, judgement.raceWindow));
  }

  /**
   * Over the time since `startedAt`, or since `troubleSince` (both wall clock) if that names a cause more surely. If the trouble clearly began
   * then, the time before it shows nothing about the fault: the whole time only counts as far as the time since agrees. Pure.
   */
  judgeWindow(startedAt: number, troubleSince?: number): Judgement {
    const nowMs = this.#dates.now();
    const sinceMs = this.#dates.toMonotonic(startedAt, nowMs) ?? nowMs;
    const troubleMs = troubleSince === undefined ? undefined : this.#dates.toMonotonic(troubleSince, nowMs);
    const long = judgementOf(this.#measuredSince(sinceMs, nowMs, this.#raceWindow));
    if (troubleMs === undefined || troubleMs <= sinceMs) return long;
    const short = judgementOf(this.#measuredSince(troubleMs, nowMs, long.raceWindow));
    const began = beganAt(this.#trialsSince(sinceMs, nowMs), troubleSince ?? startedAt);
    return began ? doubted(long, short) : surer(long, short);
  }

  /** `raceWindow`: as it was known before. `now`: where it is measured. */
  #measuredSince(
    sinceMs: number,
    nowMs: number,
    raceWindow: RaceWindow,
    now: CurrentContext = this.#ports.context(),
  ): Measured {
    const { nameserver, endpoints, endpointsChangedAt, nodeAgeMs, clusterDomain } = now;
    const toCurrent = (ms: number) => this.#dates.toCurrentWallClock(ms);
    return {
      ...this.#since(sinceMs, nowMs, stillCounts(now)),
      ...(this.#ports.fates && { flows: this.#ports.fates(sinceMs) }),
      context: {
        kernel: this.latest.kernel,
        nameserver,
        endpoints,
        endpointsChangedAt: changeWithin(
          this.#dates.changedAt(endpointsChangedAt, nowMs),
          toCurrent(sinceMs),
        ),
        raceWindow,
        nodeAgeMs,
      },
      scopeOf: scopeWithin(clusterDomain),
    };
  }

  /** When a DNS pod that was down last left, if that was after `fromMs`. Monotonic milliseconds. */
  #failingPodLeft(fromMs: number, nowMs: number): number | undefined {
    const now = this.#ports.context();
    if (!now.endpointAbsences.some((absence) => absence.fromMs > fromMs)) return undefined;
    const { pairs } = this.#since(fromMs, nowMs, countedThen(now));
    return failingPodLeft(pairs, now, (ms) => this.#dates.toCurrentWallClock(ms));
  }

  /** Probes of DNS pods that have left since count here: they show when a fault began. */
  #trialsSince(fromMs: number, nowMs: number): Trial[] {
    const now = this.#ports.context();
    const scopeOf = scopeWithin(now.clusterDomain);
    const toCurrent = (ms: number) => this.#dates.toCurrentWallClock(ms);
    return [
      ...trialsOf({ ...this.#since(fromMs, nowMs, countedThen(now)), scopeOf }),
      ...this.pending.troubledSince(fromMs, nowMs, scopeOf, toCurrent),
    ];
  }

  #since(sinceMs: number, nowMs: number, counts: ReturnType<typeof stillCounts>): Stretch {
    return this.#history.since(sinceMs, nowMs, (ms) => this.#dates.toCurrentWallClock(ms), counts);
  }

  /** If no evidence expires, there is nothing to save. */
  #remember(): void {
    if (this.#ports.keptMs !== undefined) return;
    const nowMs = this.#dates.now();
    this.#beginning.settle(nowMs);
    if (nowMs - this.#rememberedMs < REMEMBER_MS) return;
    this.#rememberedMs = nowMs;
    this.#raceWindow = raceWindowOf(this.#measuredSince(nowMs - WINDOW_MS, nowMs, this.#raceWindow));
    this.#beginning.recover(nowMs);
  }

  #taken(step: NodeDelta, before: NodeSnapshot, now: NodeSnapshot): void {
    this.#history.addStep(step, before.takenAtMs);
    this.#ports.onStep(step, now);
  }

  /** Called with each request for a step, even if none is taken: a snapshot may hang while outcomes continue to arrive. */
  #forget(): void {
    const nowMs = this.#dates.now();
    this.#history.forget(nowMs);
    this.#dates.forget(nowMs - BACKGROUND_MS);
  }
}
