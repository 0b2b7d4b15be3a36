/** Runs jobs on their ticks: bounded in number, bounded in load, and what had to be left out is counted. Knows nothing of DNS. */

import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { QueryBudget } from './query-budget.ts';
import { tickEvery } from './ticker.ts';

export interface Job {
  readonly kind: 'lookup' | 'pair' | 'endpoints';
  readonly intervalMs: number;
  /** Queries that a run sends if nothing goes wrong. */
  readonly cost: number;
  /** How many runs may overlap. */
  readonly maxInFlight: number;
  /** Resolves to the number of queries that were sent. */
  run(): Promise<number>;
}

export type SkipReason = 'in-flight' | 'budget';

export interface SchedulerPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly budget: QueryBudget;
  /** A job's time has come: the schedule is alive. */
  readonly ticked: () => void;
  readonly skipped: (kind: Job['kind'], reason: SkipReason) => void;
  /** A job threw: a defect of fivesec, which must not stop the other jobs. */
  readonly broke: (kind: Job['kind'], error: unknown) => void;
}

export class Scheduler {
  readonly #ports: SchedulerPorts;
  readonly #underWay = new Set<Promise<void>>();

  constructor(ports: SchedulerPorts) {
    this.#ports = ports;
  }

  /** Starts all jobs; resolves when the signal is aborted and what was under way has ended. */
  async run(jobs: readonly Job[]): Promise<void> {
    await Promise.all(jobs.map((job) => this.#keepRunning(job)));
    await Promise.all(this.#underWay);
  }

  #keepRunning(job: Job): Promise<void> {
    let inFlight = 0;
    return tickEvery(
      job.intervalMs,
      () => {
        this.#ports.ticked();
        if (inFlight >= job.maxInFlight) return this.#ports.skipped(job.kind, 'in-flight');
        if (!this.#ports.budget.take(job.cost)) return this.#ports.skipped(job.kind, 'budget');
        inFlight += 1;
        const run = this.#runOnce(job).finally(() => {
          inFlight -= 1;
          this.#underWay.delete(run);
        });
        this.#underWay.add(run);
      },
      this.#ports,
    );
  }

  async #runOnce(job: Job): Promise<void> {
    try {
      this.#ports.budget.settle((await job.run()) - job.cost);
    } catch (error) {
      this.#ports.broke(job.kind, error);
    }
  }
}
