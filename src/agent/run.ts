/** Runs the agent: its probes, its steps, and in the end the orderly stop of all of them. */

import type { Config } from '../config/schema.ts';
import type { RunningServer } from '../http/server.ts';
import type { Probe } from '../metrics/agent-metrics.ts';
import type { Cancel } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import { lookupJobs, pairJob } from '../probe/jobs.ts';
import { PodFollower } from '../probe/pod-follower.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import type { Judging } from './judging.ts';
import type { Measuring, MeasuringPorts } from './measuring.ts';
import { agentTraces } from './traces.ts';

/** Steps are short, so that a loss and the rise of a counter are in the same step. A snapshot reads about a dozen small files. */
const STEP_MS = 5_000;
/** How often the agent checks whether to read the conntrack table. */
const FLOWS_STEP_MS = 1_000;
const HTTP_STOP_MS = 500;

export interface AgentParts {
  readonly measuring: Measuring;
  readonly judging: Judging;
  readonly server: RunningServer;
  readonly random: Random;
}

type RunPorts = Pick<MeasuringPorts, 'clock' | 'log' | 'signal'>;

/** Runs the probes until the signal is aborted; resolves when everything has ended. */
export async function runProbes(config: Config, ports: RunPorts, parts: AgentParts): Promise<void> {
  const { clock, log, signal } = ports;
  const { measuring, judging, server, random } = parts;
  const { rig, probes, recorder, liveness } = measuring;
  const { budget, investigation, incidents, requests } = judging;
  const broke = (job: string, error: unknown) => log.error({ err: error, job }, 'internal error in a probe');
  const stops = [rig.start(), ...startSteps(ports, parts)];
  const traces = agentTraces(config, {
    clock,
    log,
    signal,
    recorder,
    resolve: rig.resolve,
    during: rig.during,
    ended: (request) => requests.record(request),
  });
  rig.listen({ lag: traces.lag });
  const scheduler = new Scheduler<Probe>({
    clock,
    random,
    signal,
    budget,
    ticked(dueMs) {
      liveness.tick();
      rig.fires(dueMs);
    },
    skipped: recorder.recordSkipped,
    broke,
  });
  const follower = new PodFollower(rig.pods, {
    clock,
    random,
    signal,
    budget,
    broke: (error) => broke('endpoints', error),
  });
  rig.listen({ pair: (outcome) => follower.pair(outcome) });
  const followed = follower.run();
  await scheduler.run([
    ...lookupJobs(rig.names, config.profiles, config.lookups, probes),
    pairJob(investigation, config.pairs, probes),
    ...traces.jobs,
  ]);
  await followed;
  for (const stop of stops) stop();
  incidents.close();
  await Promise.all([rig.close(), server.stop(HTTP_STOP_MS)]);
  log.info('fivesec agent has ended');
}

/** Starts what is done at an interval besides the probes: reading the counters and the flows, and judging. */
function startSteps({ clock, log }: RunPorts, { measuring, judging }: AgentParts): readonly Cancel[] {
  const { window, flows } = measuring;
  const { incidents, judgements } = judging;
  const step = () => {
    safely(log, 'review', () => {
      void window.step();
      incidents.review();
    });
    safely(log, 'verdict', () => judgements.step());
  };
  const stops = [clock.every(STEP_MS, step)];
  if (flows) stops.push(clock.every(FLOWS_STEP_MS, () => void flows.step()));
  return stops;
}

/** A fault in the judgement must not end the measurements. */
function safely(log: Log, work: string, judge: () => void): void {
  try {
    judge();
  } catch (error) {
    log.error({ err: error, work }, 'internal error in a judgement');
  }
}
