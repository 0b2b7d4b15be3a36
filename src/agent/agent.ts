/**
 * The agent of the DaemonSet, put together: config -> schedule -> probe -> outcome -> evidence -> verdict -> metrics -> HTTP.
 * The parts are made in that order: what measures, what judges, the pages, and the run of the probes.
 */

import type { Config } from '../config/schema.ts';
import type { Server } from '../domain/server.ts';
import type { Verdict } from '../domain/verdict.ts';
import { seededRandom } from '../platform/random.ts';
import type { Rig } from '../probe/rig.ts';
import { openJudging } from './judging.ts';
import { type MeasuringPorts, openMeasuring } from './measuring.ts';
import { servePages } from './pages/serve.ts';
import { runProbes } from './run.ts';

export interface AgentPorts extends MeasuringPorts {
  /** The number of the node's CPUs; undefined where it is unknown. */
  readonly cpus?: number;
}

export interface Agent {
  readonly address: Server;
  /** Calls `listener` with every outcome from now on. */
  readonly listen: Rig['listen'];
  /** The verdicts that hold now, the one to read first at the front. */
  readonly verdicts: () => readonly Verdict[];
  /** Resolves when the agent has ended. */
  readonly ended: Promise<void>;
}

/** Starts everything; throws a `Failure` if the port is taken or resolv.conf can't be read. */
export async function startAgent(config: Config, ports: AgentPorts): Promise<Agent> {
  const random = seededRandom(config.nodeName);
  const measuring = await openMeasuring(config, ports);
  const judging = openJudging(config, ports, measuring, random);
  const server = await servePages(config, ports, measuring, judging);
  const ended = runProbes(config, ports, { measuring, judging, server, random });
  return {
    address: server.at,
    listen: (listener) => measuring.rig.listen(listener),
    verdicts: () => judging.judgements.last().verdicts,
    ended,
  };
}
