/** Keeps the evidence: steps between snapshots of the node, outcomes of probes, and the judgement over both. */

import { diagnose } from '../diagnosis/diagnose.ts';
import { gather, scopeWithin } from '../diagnosis/gather.ts';
import { raceWindow } from '../diagnosis/race-window.ts';
import type { Evidence, RaceWindow } from '../domain/evidence.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { NodeDelta, NodeSnapshot } from '../domain/node.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { Verdict } from '../domain/verdict.ts';
import { delta } from '../evidence/delta.ts';
import type { Clock } from '../platform/clock.ts';
import { History, WINDOW_MS } from './history.ts';
import type { Surroundings } from './surroundings.ts';

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
  #last: NodeSnapshot;
  #raceWindow: RaceWindow = 'unknown';
  #stepUnderWay: Promise<void> | undefined;

  /** Takes the first snapshot. */
  static async start(ports: WatcherPorts): Promise<Watcher> {
    return new Watcher(ports, await ports.snapshot());
  }

  private constructor(ports: WatcherPorts, first: NodeSnapshot) {
    this.#ports = ports;
    this.#last = first;
  }

  get latest(): NodeSnapshot {
    return this.#last;
  }

  pair(outcome: PairOutcome): void {
    this.#history.addPair(outcome);
  }

  lookup(outcome: LookupOutcome): void {
    this.#history.addLookup(outcome);
  }

  /** Reads the node's counters once more; what they did since the last time is a step. Calls that overlap share one. */
  step(): Promise<void> {
    this.#stepUnderWay ??= this.#step().finally(() => {
      this.#stepUnderWay = undefined;
    });
    return this.#stepUnderWay;
  }

  /**
   * The verdicts over the last minutes, or over the time since `troubleSince` (wall clock) if that names a cause more
   * surely: what went well before a fault began says nothing about it.
   */
  judge(troubleSince?: number): Judgement {
    return this.judgeWindow(this.#ports.clock.wall() - WINDOW_MS, troubleSince);
  }

  /** As `judge`, over the time since `startedAt` (wall clock). */
  judgeWindow(startedAt: number, troubleSince?: number): Judgement {
    const wall = this.#ports.clock.wall();
    const long = this.#judgeSince(startedAt, wall);
    this.#raceWindow = long.raceWindow;
    if (troubleSince === undefined || troubleSince <= startedAt) return long;
    const short = this.#judgeSince(troubleSince, wall);
    return named(short) > named(long) ? short : long;
  }

  #judgeSince(startedAt: number, wall: number): Judgement {
    const { nameserver, endpoints, endpointsChangedAt, nodeAgeMs, clusterDomain } =
      this.#ports.surroundings();
    const evidence = gather({
      ...this.#history.since(startedAt, wall),
      context: {
        kernel: this.#last.kernel,
        nameserver,
        endpoints,
        endpointsChangedAt,
        raceWindow: this.#raceWindow,
        nodeAgeMs,
      },
      scopeOf: scopeWithin(clusterDomain),
    });
    return { evidence, verdicts: diagnose(evidence), raceWindow: raceWindow(evidence) };
  }

  async #step(): Promise<void> {
    const now = await this.#ports.snapshot();
    const step = delta(this.#last, now);
    this.#last = now;
    this.#history.addStep(step);
    this.#history.forget(this.#ports.clock.wall());
    this.#ports.onStep(step, now);
  }
}

/** How surely a judgement names a cause at all. */
function named({ verdicts }: Judgement): number {
  const causes = verdicts.filter(
    ({ cause }) => cause !== 'not-enough-evidence' && cause !== 'clash-repaired',
  );
  return Math.max(0, ...causes.map(({ confidence }) => confidence));
}
