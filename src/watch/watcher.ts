/** Keeps the evidence: steps between snapshots of the node, outcomes of probes, and the judgement over both. */

import { diagnose } from '../diagnosis/diagnose.ts';
import { gather, scopeWithin } from '../diagnosis/gather.ts';
import { beganWith } from '../diagnosis/onset.ts';
import { raceWindow } from '../diagnosis/race-window.ts';
import type { Evidence, RaceWindow } from '../domain/evidence.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { NodeDelta, NodeSnapshot } from '../domain/node.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { Reading } from '../domain/reading.ts';
import type { Verdict } from '../domain/verdict.ts';
import { delta } from '../evidence/delta.ts';
import type { Clock } from '../platform/clock.ts';
import { BACKGROUND_MS, History, WINDOW_MS } from './history.ts';
import type { Surroundings } from './surroundings.ts';
import { Timeline } from './timeline.ts';

/**
 * A step is known whole, or it weakens every verdict for as long as it is remembered. So where a reading fails that was there
 * before, as when a tool hangs once, the step goes on to the next snapshot that has it: sums since boot bridge the gap.
 */
const LONGEST_STEP_MS = 15_000;

export interface WatcherPorts {
  readonly clock: Clock;
  readonly snapshot: () => Promise<NodeSnapshot>;
  readonly surroundings: () => Surroundings;
  /** Called with every step that was taken. */
  readonly onStep: (step: NodeDelta, now: NodeSnapshot) => void;
}

export interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly evidence: Evidence;
  readonly raceWindow: RaceWindow;
}

export class Watcher {
  readonly #ports: WatcherPorts;
  readonly #history = new History();
  readonly #timeline = new Timeline();
  #last: NodeSnapshot;
  #raceWindow: RaceWindow = 'unknown';
  #stepUnderWay: Promise<void> | undefined;
  /** The last change of the DNS pods: as it was told, and when that was. */
  #change: { readonly toldAt: number; readonly atMs: number } | undefined;

  /** Takes the first snapshot. */
  static async start(ports: WatcherPorts): Promise<Watcher> {
    return new Watcher(ports, await ports.snapshot());
  }

  private constructor(ports: WatcherPorts, first: NodeSnapshot) {
    this.#ports = ports;
    this.#last = first;
    this.#timeline.note(first.takenAtMs, first.takenAt);
  }

  get latest(): NodeSnapshot {
    return this.#last;
  }

  /** How many outcomes and steps are remembered. */
  get remembered(): number {
    return this.#history.size;
  }

  pair(outcome: PairOutcome): void {
    this.#history.addPair(outcome, this.#begunAt(outcome));
  }

  lookup(outcome: LookupOutcome): void {
    this.#history.addLookup(outcome, this.#begunAt(outcome));
  }

  /** Reads the node's counters once more; what they did since the last time is a step. Calls that overlap share one. */
  step(): Promise<void> {
    this.#stepUnderWay ??= this.#step().finally(() => {
      this.#stepUnderWay = undefined;
    });
    return this.#stepUnderWay;
  }

  /**
   * The verdicts over the last minutes, or over the time since `troubleSince` (wall clock): where the trouble clearly began
   * then, or where that names a cause more surely. What went well before a fault began says nothing about it.
   */
  judge(troubleSince?: number): Judgement {
    const nowMs = this.#note();
    const { long, short } = this.#stretches(nowMs - WINDOW_MS, nowMs, troubleSince);
    return short && beganWith(short.evidence, long.evidence) ? short : surer(long, short);
  }

  /** Over the time since `startedAt` (wall clock), or since `troubleSince` if that names a cause more surely. */
  judgeWindow(startedAt: number, troubleSince?: number): Judgement {
    const nowMs = this.#note();
    const { long, short } = this.#stretches(
      this.#timeline.when(startedAt, nowMs) ?? nowMs,
      nowMs,
      troubleSince,
    );
    return surer(long, short);
  }

  #stretches(sinceMs: number, nowMs: number, troubleSince: number | undefined) {
    const long = this.#judgeSince(sinceMs, nowMs);
    this.#raceWindow = long.raceWindow;
    const troubleMs = troubleSince === undefined ? undefined : this.#timeline.when(troubleSince, nowMs);
    const short =
      troubleMs === undefined || troubleMs <= sinceMs ? undefined : this.#judgeSince(troubleMs, nowMs);
    return { long, short };
  }

  #judgeSince(sinceMs: number, nowMs: number): Judgement {
    const { nameserver, endpoints, endpointsChangedAt, nodeAgeMs, clusterDomain } =
      this.#ports.surroundings();
    const evidence = gather({
      ...this.#history.since(sinceMs, nowMs, (ms) => this.#timeline.retold(ms)),
      context: {
        kernel: this.#last.kernel,
        nameserver,
        endpoints,
        endpointsChangedAt: this.#changedAt(endpointsChangedAt, nowMs),
        raceWindow: this.#raceWindow,
        nodeAgeMs,
      },
      scopeOf: scopeWithin(clusterDomain),
    });
    return { evidence, verdicts: diagnose(evidence), raceWindow: raceWindow(evidence) };
  }

  /** Told anew, by the wall clock as it is set now. */
  #changedAt(toldAt: number | undefined, nowMs: number): number | undefined {
    if (toldAt === undefined) return undefined;
    if (this.#change?.toldAt !== toldAt)
      this.#change = { toldAt, atMs: this.#timeline.when(toldAt, nowMs) ?? nowMs };
    return this.#timeline.retold(this.#change.atMs);
  }

  #note(): number {
    const nowMs = this.#ports.clock.now();
    this.#timeline.note(nowMs, this.#ports.clock.wall());
    return nowMs;
  }

  /** An outcome comes when it ends, or later. One whose date nobody remembers began as late as can be. */
  #begunAt({ startedAt, durationMs }: PairOutcome | LookupOutcome): number {
    const latestMs = this.#note() - durationMs;
    return this.#timeline.when(startedAt, latestMs) ?? latestMs;
  }

  async #step(): Promise<void> {
    const now = await this.#ports.snapshot();
    const before = this.#last;
    if (lacks(now, before) && now.takenAtMs - before.takenAtMs < LONGEST_STEP_MS) return;
    const step = delta(before, now);
    this.#last = now;
    const nowMs = this.#note();
    this.#history.addStep(step, before.takenAtMs);
    this.#history.forget(nowMs);
    this.#timeline.forget(nowMs - BACKGROUND_MS);
    this.#ports.onStep(step, now);
  }
}

/** Of what could be read before, is anything absent? */
function lacks(now: NodeSnapshot, before: NodeSnapshot): boolean {
  const gone = absentees(before);
  return absentees(now).some((name) => !gone.includes(name));
}

function absentees(snapshot: NodeSnapshot): string[] {
  return Object.entries(snapshot).flatMap(([name, value]: [string, number | Reading<unknown>]) =>
    typeof value === 'object' && value.kind === 'absent' ? [name] : [],
  );
}

function surer(long: Judgement, short: Judgement | undefined): Judgement {
  return short && named(short) > named(long) ? short : long;
}

/** How surely a judgement names a cause at all. */
function named({ verdicts }: Judgement): number {
  const causes = verdicts.filter(
    ({ cause }) => cause !== 'not-enough-evidence' && cause !== 'clash-repaired',
  );
  return Math.max(0, ...causes.map(({ confidence }) => confidence));
}
