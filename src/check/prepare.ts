/** Builds the parts of one check: the rig that sends queries, the window that judges, and the lists of results. */

import type { Config } from '../config/schema.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { FlowWatch } from '../flows/flow-watch.ts';
import { fatesFrom, listenForFlows } from '../flows/listen.ts';
import { localAddresses } from '../kernel/local-addresses.ts';
import type { Clock } from '../platform/clock.ts';
import { plainLog } from '../platform/log.ts';
import { openRig, type Rig } from '../probe/rig.ts';
import type { EvidenceWindow } from '../window/evidence-window.ts';
import { openWindow } from '../window/open-window.ts';
import { deadlinesFor, InFlight } from './deadlines.ts';
import { checkFlows } from './flows.ts';
import { Phases, type Progress } from './phases.ts';

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
}

/** An answer within this time after its deadline is late, not lost. A longer time would keep a person waiting. */
const LONGEST_GRACE_MS = 1_000;

export interface Check {
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

/** Throws a `Failure` if resolv.conf can't be read. */
export async function prepare(config: Config, durationMs: number, ports: CheckPorts): Promise<Check> {
  const { clock, signal, progress } = ports;
  const startedAt = clock.wall();
  const graceMs = Math.min(config.pairs.grace, LONGEST_GRACE_MS);
  const deadlines = deadlinesFor(durationMs, { deadlineMs: config.pairs.deadline, graceMs });
  const inFlight = new InFlight();
  const phases = new Phases({ clock, signal, deadlines, inFlight, progress });
  let flows: FlowWatch | undefined;
  const rig = await openRig(config, {
    ...ports,
    ...(ports.flows && { unlisted: () => flows?.unlisted() ?? [] }),
    log: plainLog(ports.warn),
    signal: phases.waiting,
    localAddresses: await localAddresses(config.procNet),
    graceMs,
  });
  flows = ports.flows ? checkFlows(config, clock, rig) : undefined;
  const window = await openWindow(config, {
    clock,
    ...fatesFrom(flows),
    context: () => ({ ...rig.context(), nodeAgeMs: ports.nodeAgeMs() }),
    // With long deadlines, the last losses become known when the agent would have forgotten the time in which they began.
    keptMs: Number.POSITIVE_INFINITY,
  });
  const pairs: PairOutcome[] = [];
  const lookups: LookupOutcome[] = [];
  rig.listen({ lookup: (outcome) => lookups.push(outcome), pair: (outcome) => pairs.push(outcome) });
  rig.listen({ lookup: (outcome) => window.lookup(outcome), pair: (outcome) => window.pair(outcome) });
  listenForFlows(rig, (outcome) => window.startMsOf(outcome), flows);
  return { config, durationMs, ports, startedAt, inFlight, phases, rig, window, flows, pairs, lookups };
}
