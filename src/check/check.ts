/** One diagnosis, from start to end: prepare, send by every strategy for some seconds, wait for the last answers, judge. */

import type { Config } from '../config/schema.ts';
import { seededRandom } from '../platform/random.ts';
import { demandMeasurements } from './demand.ts';
import { type Findings, troubleBegan } from './findings.ts';
import { type Check, type CheckPorts, prepare } from './prepare.ts';
import { queryErrors } from './query-errors.ts';
import { send } from './send.ts';

/** Steps are short: at a hundred pairs a second, nearly every longer one would have a loss, and none without would be left to compare with. */
const STEP_MS = 200;

/** Throws a `Failure` if resolv.conf can't be read, if no query can be sent, or if none was due in time. */
export async function runCheck(config: Config, durationMs: number, ports: CheckPorts): Promise<Findings> {
  const check = await prepare(config, durationMs, ports);
  await sendAndWait(check);
  demandMeasurements(check);
  return findings(check);
}

/** Sends until the first phase ends, then waits until everything under way has ended or is aborted. */
async function sendAndWait(check: Check): Promise<void> {
  const { config, durationMs, inFlight, phases, rig, window, flows, startedAt } = check;
  const { clock } = check.ports;
  const random = seededRandom(`${config.nodeName} ${startedAt}`);
  const stops = [
    rig.start(),
    clock.every(STEP_MS, () => void window.step()),
    clock.every(STEP_MS, () => void flows?.step()),
    phases.start(),
  ];
  try {
    await send(config, durationMs, { clock, random, signal: phases.sending, rig, inFlight });
    await window.step();
    await flows?.decide();
  } finally {
    for (const stop of stops) stop();
    phases.end();
    await rig.close();
  }
}

function findings({ config, ports, startedAt, phases, rig, window, pairs, lookups }: Check): Findings {
  return {
    judgement: window.judgeWindow(startedAt, troubleBegan(startedAt, pairs)),
    lookups,
    ...queryErrors(pairs),
    node: window.latest,
    nodeName: config.nodeName,
    nameservers: rig.nameservers(),
    endpoints: rig.pods.servers,
    endpointsName: config.endpointsName,
    nodeLocal: config.nodeLocal,
    names: rig.names,
    maxQps: config.maxQps,
    startedAt,
    askedMs: Math.min(phases.askedMs, phases.elapsedMs),
    durationMs: phases.elapsedMs,
    interrupted: ports.signal.aborted,
  };
}
