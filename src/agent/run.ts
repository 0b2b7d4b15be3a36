/** Runs the agent: its probes, its steps, and in the end the orderly stop of all of them. */

import type { Config } from '../config/schema.ts';
import type { RunningServer } from '../http/server.ts';
import type { Probe } from '../metrics/agent-metrics.ts';
import type { Random } from '../platform/random.ts';
import { lookupJobs, pairJob } from '../probe/jobs.ts';
import { PodFollower } from '../probe/pod-follower.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import type { Judging } from './judging.ts';
import type { Measuring, MeasuringPorts } from './measuring.ts';
import { startSteps } from './steps.ts';
import { agentTraces } from './traces.ts';

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
  const stops = [rig.start(), ...startSteps(config.flows.interval, ports, { ...measuring, ...judging })];
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
