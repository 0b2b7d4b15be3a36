/** What the agent does at an interval besides its probes: it reads the counters and the flows, and judges. */

import type { FlowWatch } from '../flows/flow-watch.ts';
import type { Cancel, Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { EvidenceWindow } from '../window/evidence-window.ts';
import type { Judgements } from './judgements.ts';
import type { Incidents } from './stall/incidents.ts';

/** Steps are short, so that a loss and the rise of a counter are in the same step. A snapshot reads about a dozen small files. */
const STEP_MS = 5_000;

export interface StepParts {
  readonly window: Pick<EvidenceWindow, 'step'>;
  readonly flows: Pick<FlowWatch, 'step'> | undefined;
  readonly incidents: Pick<Incidents, 'review'>;
  readonly judgements: Pick<Judgements, 'step'>;
}

/** Starts the timers. `flowsMs`: the interval at which the conntrack table is read. Each timer wakes the process, so one serves both where it can. */
export function startSteps(
  flowsMs: number,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  { window, flows, incidents, judgements }: StepParts,
): readonly Cancel[] {
  const isShared = flowsMs % STEP_MS === 0;
  const step = () => {
    safely(log, 'review', () => {
      void window.step();
      if (isShared) void flows?.step();
      incidents.review();
    });
    safely(log, 'verdict', () => judgements.step());
  };
  const stops = [clock.every(STEP_MS, step)];
  if (flows && !isShared) stops.push(clock.every(flowsMs, () => void flows.step()));
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
