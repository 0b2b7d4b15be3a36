/** Runs jobs on their ticks. Overlapping runs and the load are bounded; every skipped tick is reported. */

import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { QueryBudget } from './query-budget.ts';
import { tickEvery } from './ticker.ts';

/** `Name` is the set of names that the caller gives its jobs; the scheduler only reports them. */
export interface Job<Name extends string = string> {
  readonly name: Name;
  readonly intervalMs: number;
  /** Queries that a run sends if nothing goes wrong. */
  readonly cost: number;
  /** How many runs may overlap. */
  readonly maxInFlight: number;
  /** Resolves to the number of queries that were sent. */
  run(): Promise<number>;
}

type TickSkipReason = 'in-flight' | 'budget';

export interface SchedulerPorts<Name extends string> {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly budget: QueryBudget;
  /** Called at each tick of any job, with the time at which it was due (monotonic): it shows that the schedule is alive. */
  readonly ticked: (dueMs: number) => void;
  readonly skipped: (name: Name, reason: TickSkipReason) => void;
  /** A job threw, which is a defect. The other jobs continue. */
  readonly broke: (name: Name, error: unknown) => void;
}

export class Scheduler<Name extends string> {
  readonly #ports: SchedulerPorts<Name>;
  readonly #underWay = new Set<Promise<void>>();

  constructor(ports: SchedulerPorts<Name>) {
    this.#ports = ports;
  }

  /** Starts all jobs; resolves when the signal is aborted and what was under way has ended. */
  async run(jobs: readonly Job<Name>[]): Promise<void> {
    await Promise.all(jobs.map((job) => this.#keepRunning(job)));
    await Promise.all(this.#underWay);
  }

  #keepRunning(job: Job<Name>): Promise<void> {
    let inFlight = 0;
    return tickEvery(
      job.intervalMs,
      (dueMs) => {
        this.#ports.ticked(dueMs);
        if (inFlight >= job.maxInFlight) return this.#ports.skipped(job.name, 'in-flight');
        if (!this.#ports.budget.take(job.cost)) return this.#ports.skipped(job.name, 'budget');
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

  async #runOnce(job: Job<Name>): Promise<void> {
    try {
      this.#ports.budget.settle((await job.run()) - job.cost);
    } catch (error) {
      this.#ports.broke(job.name, error);
    }
  }
}
