/** What a check sends: lookups, and pairs of all strategies in random order, as fast as the bound allows. */

import type { Config } from '../config/schema.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import { type JobName, lookupJobs, pairJob } from '../probe/jobs.ts';
import { PodFollower } from '../probe/pod-follower.ts';
import type { Rig } from '../probe/rig.ts';
import { QueryBudget } from '../schedule/query-budget.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import type { InFlight } from './deadlines.ts';
import { ratesFor } from './rates.ts';
import { exclusiveRotation } from './rotation.ts';

const FOLLOW_PODS_MS = 5_000;

export interface SendPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** When aborted, nothing more is sent. */
  readonly signal: AbortSignal;
  readonly rig: Rig;
  readonly inFlight: InFlight;
}

/** Resolves when `signal` is aborted and everything under way has ended. Rejects with the first defect of a probe. */
export async function send(config: Config, durationMs: number, ports: SendPorts): Promise<void> {
  const { clock, rig, inFlight } = ports;
  const defects: unknown[] = [];
  const budget = new QueryBudget(clock, config.maxQps);
  const scheduler = new Scheduler<JobName>({
    ...ports,
    budget,
    ticked: () => {},
    skipped: () => {},
    broke: (_, error) => defects.push(error),
  });
  const rates = ratesFor(config.maxQps, rig.names.length * config.profiles.length, durationMs);
  const turns = exclusiveRotation(ports.random, rig.arms);
  const follower = new PodFollower(rig.pods, {
    ...ports,
    budget,
    calmMs: FOLLOW_PODS_MS,
    broke: (error) => defects.push(error),
  });
  rig.listen({ pair: (outcome) => follower.pair(outcome) });
  const followed = follower.run();
  const ran = scheduler.run([
    ...lookupJobs(rig.names, config.profiles, rates.lookups, rig),
    pairJob({ next: turns }, rates.pairs, {
      pair: ({ arm, done }) => inFlight.track(clock.now(), rig.pair(arm)).finally(done),
    }),
  ]);
  await Promise.all([ran, followed]);
  if (defects.length > 0) throw defects[0];
}
