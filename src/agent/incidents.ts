/**
 * A lookup that stalled or failed: its explanation goes to the counter, the journal and the log at the same moment.
 * It is decided once, when a verdict is certain enough or a minute has passed: a counter can't take a first guess back.
 */

import type { Cause } from '../domain/cause.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { FlowSummary } from '../domain/flow.ts';
import { type LookupOutcome, SLOW_LOOKUP_MS } from '../domain/lookup.ts';
import type { Log } from '../platform/log.ts';
import type { EvidenceWindow } from '../window/evidence-window.ts';
import type { Judgement } from '../window/judgement.ts';
import { troubledLookup } from '../window/trials.ts';
import { explains, explanationOf } from './explanation.ts';
import type { Investigation } from './investigation.ts';

/**
 * How long a lookup waits for a verdict that stands. Half of the faults are named within this time at the default rates
 * (docs/verdict-time.md), and an alert on the counter should not wait longer.
 */
export const UNDECIDED_MS = 60_000;

export interface IncidentsPorts {
  readonly log: Log;
  readonly watcher: Pick<EvidenceWindow, 'judge' | 'nowMs' | 'startMsOf' | 'step'>;
  readonly investigation: Investigation;
  /** The DNS flows of the node's pods; `undefined` where the conntrack table is not read. */
  readonly flows?: () => FlowSummary | undefined;
  readonly recordSlowLookup: (cause: Cause) => void;
  /** Adds the explanation to the journal's entry. */
  readonly conclude: (entry: number, explanation: Explanation) => void;
}

interface Trouble {
  readonly outcome: LookupOutcome;
  /** The lookup's id in the journal. */
  readonly entry: number | undefined;
  /** When the lookup ended: monotonic milliseconds. */
  readonly endedMs: number;
}

export class Incidents {
  readonly #ports: IncidentsPorts;
  /** What is being looked into. */
  readonly #open = new Set<Trouble>();

  constructor(ports: IncidentsPorts) {
    this.#ports = ports;
  }

  /**
   * Looks into a lookup if it stalled or failed. `entry` is its id in the journal. Resolves when the extra pairs have ended;
   * the lookup is explained then, or by a later `review`.
   */
  async explain(outcome: LookupOutcome, entry: number | undefined): Promise<void> {
    if (!troubledLookup(outcome)) return;
    const { watcher, investigation } = this.#ports;
    this.#open.add({ outcome, entry, endedMs: watcher.startMsOf(outcome) + outcome.durationMs });
    await investigation.run();
    await watcher.step();
    this.review();
  }

  /** Explains every lookup for which a verdict stands now, or that has waited for a minute. */
  review(): void {
    if (this.#open.size === 0) return;
    const { watcher } = this.#ports;
    const judgement = watcher.judge();
    for (const trouble of this.#open) {
      const isOver = watcher.nowMs - trouble.endedMs >= UNDECIDED_MS;
      if (isOver || explains(judgement, trouble.outcome, isSince(judgement, trouble, watcher.nowMs)))
        this.#tell(trouble, judgement);
    }
  }

  /** Called at the end: explains every open lookup with what is known now, so that none is lost. */
  close(): void {
    if (this.#open.size === 0) return;
    const judgement = this.#ports.watcher.judge();
    for (const trouble of this.#open) this.#tell(trouble, judgement);
  }

  #tell(trouble: Trouble, judgement: Judgement): void {
    this.#open.delete(trouble);
    const { outcome, entry } = trouble;
    const concerns = isSince(judgement, trouble, this.#ports.watcher.nowMs);
    const flows = this.#ports.flows?.();
    const explanation = { ...explanationOf(outcome, judgement, concerns), ...(flows && { flows }) };
    const stalled = outcome.durationMs >= SLOW_LOOKUP_MS;
    if (stalled) this.#ports.recordSlowLookup(explanation.verdict.cause);
    if (entry !== undefined) this.#ports.conclude(entry, explanation);
    const { name, profile, result, durationMs, retries, startedAt, starvedMs, queries } = outcome;
    const lookup = { name, profile, result, startedAt, durationMs, retries, starvedMs, queries };
    const { verdict, ...found } = explanation;
    // The verdict's fields stand beside the rest: `jq 'select(.cause == "conntrack-race")'`.
    this.#ports.log.warn({ lookup, ...found, ...verdict }, stalled ? 'a lookup stalled' : 'a lookup failed');
  }
}

/** Was the lookup under way since the fault began that is judged? One that ended before has another cause. */
function isSince({ evidence }: Judgement, { endedMs }: Trouble, nowMs: number): boolean {
  return endedMs >= nowMs - evidence.windowMs;
}
