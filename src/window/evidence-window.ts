/** Keeps the evidence: steps between snapshots of the node and outcomes of probes, placed in time, to be judged at any moment. */

import type { RaceWindow } from '../domain/evidence.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { NodeDelta, NodeSnapshot } from '../domain/node.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { scopeWithin } from '../evidence/gather.ts';
import type { Clock } from '../platform/clock.ts';
import type { CurrentContext } from './context.ts';
import { EventTimes } from './event-times.ts';
import { BACKGROUND_MS, History, WINDOW_MS } from './history.ts';
import { clearer, type Judgement, judgementOf, surer } from './judgement.ts';
import { Sampler } from './sampler.ts';

export interface EvidenceWindowPorts {
  readonly clock: Clock;
  readonly snapshot: () => Promise<NodeSnapshot>;
  readonly surroundings: () => CurrentContext;
  /** How long outcomes are remembered; as long as `judge` looks back if not given. */
  readonly keptMs?: number;
  /** Called with every step that was taken. */
  readonly onStep: (step: NodeDelta, now: NodeSnapshot) => void;
}

export class EvidenceWindow {
  readonly #ports: EvidenceWindowPorts;
  readonly #dates: EventTimes;
  readonly #history: History;
  readonly #steps: Sampler;
  #raceWindow: RaceWindow = 'unknown';

  /** Takes the first snapshot. */
  static async start(ports: EvidenceWindowPorts): Promise<EvidenceWindow> {
    const dates = new EventTimes(ports.clock);
    return new EvidenceWindow(ports, dates, await ports.snapshot());
  }

  private constructor(ports: EvidenceWindowPorts, dates: EventTimes, first: NodeSnapshot) {
    this.#ports = ports;
    this.#dates = dates;
    this.#history = new History(ports.keptMs);
    this.#steps = new Sampler(first, {
      snapshot: ports.snapshot,
      taken: (step, before, now) => this.#taken(step, before, now),
    });
  }

  get latest(): NodeSnapshot {
    return this.#steps.latest;
  }

  /** How many outcomes and steps are remembered. */
  get remembered(): number {
    return this.#history.size;
  }

  pair(outcome: PairOutcome): void {
    this.#history.addPair(outcome, this.#dates.startMsOf(outcome));
  }

  lookup(outcome: LookupOutcome): void {
    this.#history.addLookup(outcome, this.#dates.startMsOf(outcome));
  }

  /** When an outcome that comes now began: monotonic milliseconds, for its date may mean another moment once the clock is set. */
  startMsOf(outcome: PairOutcome | LookupOutcome): number {
    return this.#dates.startMsOf(outcome);
  }

  /** Reads the node's counters once more; what they did since the last time is a step. Calls that overlap share one. */
  step(): Promise<void> {
    this.#forget();
    return this.#steps.take();
  }

  /**
   * The verdicts over the last minutes, or over the time since `troubleMs` (monotonic): where the trouble clearly began
   * then, or where that names a cause more surely.
   */
  judge(troubleMs?: number): Judgement {
    const nowMs = this.#dates.now();
    const { long, short } = this.#stretches(nowMs - WINDOW_MS, nowMs, troubleMs);
    return clearer(long, short);
  }

  /** Over the time since `startedAt`, or since `troubleSince` (both wall clock) if that names a cause more surely. */
  judgeWindow(startedAt: number, troubleSince?: number): Judgement {
    const nowMs = this.#dates.now();
    const sinceMs = this.#dates.toMonotonic(startedAt, nowMs) ?? nowMs;
    const troubleMs = troubleSince === undefined ? undefined : this.#dates.toMonotonic(troubleSince, nowMs);
    const { long, short } = this.#stretches(sinceMs, nowMs, troubleMs);
    return surer(long, short);
  }

  #stretches(sinceMs: number, nowMs: number, troubleMs: number | undefined) {
    const long = this.#judgeSince(sinceMs, nowMs);
    this.#raceWindow = long.raceWindow;
    const short =
      troubleMs === undefined || troubleMs <= sinceMs ? undefined : this.#judgeSince(troubleMs, nowMs);
    return { long, short };
  }

  #judgeSince(sinceMs: number, nowMs: number): Judgement {
    const { nameserver, endpoints, endpointsChangedAt, nodeAgeMs, clusterDomain } =
      this.#ports.surroundings();
    return judgementOf({
      ...this.#history.since(sinceMs, nowMs, (ms) => this.#dates.toCurrentWallClock(ms)),
      context: {
        kernel: this.latest.kernel,
        nameserver,
        endpoints,
        endpointsChangedAt: this.#dates.changedAt(endpointsChangedAt, nowMs),
        raceWindow: this.#raceWindow,
        nodeAgeMs,
      },
      scopeOf: scopeWithin(clusterDomain),
    });
  }

  #taken(step: NodeDelta, before: NodeSnapshot, now: NodeSnapshot): void {
    this.#history.addStep(step, before.takenAtMs);
    this.#ports.onStep(step, now);
  }

  /** With each call for a step, taken or not: a snapshot may hang, and outcomes come all the same. */
  #forget(): void {
    const nowMs = this.#dates.now();
    this.#history.forget(nowMs);
    this.#dates.forget(nowMs - BACKGROUND_MS);
  }
}
