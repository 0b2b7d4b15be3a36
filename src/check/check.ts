/** One diagnosis, from start to end: prepare, send by every strategy for some seconds, wait for the last answers, judge. */

import type { Config } from '../config/schema.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { absent } from '../domain/reading.ts';
import type { FlowWatch } from '../flows/flow-watch.ts';
import { openFlows } from '../flows/open-flows.ts';
import { localAddresses } from '../kernel/local-addresses.ts';
import type { Clock } from '../platform/clock.ts';
import { plainLog } from '../platform/log.ts';
import { seededRandom } from '../platform/random.ts';
import { openRig, type Rig } from '../probe/rig.ts';
import type { EvidenceWindow } from '../window/evidence-window.ts';
import { openWindow } from '../window/open-window.ts';
import { deadlinesFor, InFlight } from './deadlines.ts';
import { demandMeasurements } from './demand.ts';
import { type Findings, troubleBegan } from './findings.ts';
import { networkErrors } from './network-errors.ts';
import { Phases, type Progress } from './phases.ts';
import { send } from './send.ts';

export interface CheckPorts {
  readonly clock: Clock;
  /** When aborted, the check ends at once and reports what it knows. */
  readonly signal: AbortSignal;
  readonly nodeAgeMs: () => number;
  /** Reads the node's conntrack table, too, for the fate of each lost query. */
  readonly flows?: boolean;
  readonly progress: (state: Progress) => void;
  /** Shows a warning, as a sentence, beside the result. */
  readonly warn: (sentence: string) => void;
  /** The file that a race thread runs; the built one if not given. */
  readonly raceThread?: URL;
}

/** Short steps: at a hundred pairs a second a long step nearly always holds a loss, and no step is left to compare it with. */
const STEP_MS = 200;
/** Entries of unanswered queries live for 30 s, and are looked for twice. */
const FLOWS_MS = 5_000;
const UNCOUNTED = absent('not-configured', 'the size of the table bounds nothing here');
/** An answer within this time after its deadline is late, not lost. A longer time would keep a person waiting. */
const LONGEST_GRACE_MS = 1_000;

/** Throws a `Failure` if resolv.conf can't be read, if no query can even be sent, or if none came to its turn. */
export async function runCheck(config: Config, durationMs: number, ports: CheckPorts): Promise<Findings> {
  const check = await prepare(config, durationMs, ports);
  await sendAndWait(check);
  demandMeasurements(check);
  return findings(check);
}

interface Check {
  readonly config: Config;
  readonly durationMs: number;
  readonly ports: CheckPorts;
  /** Wall clock, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly inFlight: InFlight;
  readonly phases: Phases;
  readonly rig: Rig;
  readonly window: EvidenceWindow;
  readonly flows: FlowWatch | undefined;
  readonly pairs: readonly PairOutcome[];
  readonly lookups: readonly LookupOutcome[];
}

async function prepare(config: Config, durationMs: number, ports: CheckPorts): Promise<Check> {
  const { clock, signal, progress } = ports;
  const startedAt = clock.wall();
  const graceMs = Math.min(config.pairs.grace, LONGEST_GRACE_MS);
  const deadlines = deadlinesFor(durationMs, { deadlineMs: config.pairs.deadline, graceMs });
  const inFlight = new InFlight();
  const phases = new Phases({ clock, signal, deadlines, inFlight, progress });
  const rig = await openRig(config, {
    ...ports,
    log: plainLog(ports.warn),
    signal: phases.waiting,
    localAddresses: await localAddresses(config.procNet),
    graceMs,
  });
  const flows = ports.flows ? watchFlows(config, clock, rig) : undefined;
  const window = await openWindow(config, {
    clock,
    ...(flows && { fates: (sinceMs) => flows.fates(sinceMs) }),
    context: () => ({ ...rig.context(), nodeAgeMs: ports.nodeAgeMs() }),
    // If deadlines are long, the last losses are known later than the agent keeps its history.
    keptMs: Number.POSITIVE_INFINITY,
  });
  const pairs: PairOutcome[] = [];
  const lookups: LookupOutcome[] = [];
  rig.listen({ lookup: (outcome) => lookups.push(outcome), pair: (outcome) => pairs.push(outcome) });
  rig.listen({ lookup: (outcome) => window.lookup(outcome), pair: (outcome) => window.pair(outcome) });
  rig.listen({
    lookup: (outcome) => flows?.lookup(outcome, window.startMsOf(outcome)),
    pair: (outcome) => flows?.pair(outcome, window.startMsOf(outcome)),
  });
  return { config, durationMs, ports, startedAt, inFlight, phases, rig, window, flows, pairs, lookups };
}

/** A check is an investigation: it reads the whole table, however large, and bounds only how often. */
function watchFlows({ procNet }: Config, clock: Clock, rig: Rig): FlowWatch {
  const limits = {
    maxEntries: Number.POSITIVE_INFINITY,
    cpuShare: 1,
    intervalMs: FLOWS_MS,
    keptMs: Number.POSITIVE_INFINITY,
  };
  return openFlows({ procNet }, limits, {
    clock,
    places: () => ({ vips: rig.vips(), pods: rig.pods.servers }),
    entries: () => UNCOUNTED,
    cpuMs: () => 0,
  });
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
  const durationMs = phases.elapsedMs;
  return {
    judgement: window.judgeWindow(startedAt, troubleBegan(startedAt, pairs)),
    lookups,
    refusals: networkErrors(pairs),
    node: window.latest,
    nodeName: config.nodeName,
    nameservers: rig.nameservers(),
    endpoints: rig.pods.servers,
    nodeLocal: config.nodeLocal,
    names: rig.names,
    maxQps: config.maxQps,
    startedAt,
    durationMs,
    askedMs: Math.min(phases.askedMs, durationMs),
    interrupted: ports.signal.aborted,
  };
}
