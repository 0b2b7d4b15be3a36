/**
 * Explains lookups that stalled or failed. The explanation goes to the counter, the journal and the log at the same moment.
 * It is final: a counter can't take back a first guess. So it waits until a verdict is certain enough, or a minute has passed.
 */

import type { Cause } from '../../domain/cause.ts';
import type { Explanation } from '../../domain/explanation.ts';
import type { FlowSummary } from '../../domain/flow.ts';
import { type LookupOutcome, lookupStalled } from '../../domain/lookup.ts';
import type { Log } from '../../platform/log.ts';
import type { Judgement } from '../../window/claims/judgement.ts';
import type { EvidenceWindow } from '../../window/evidence-window.ts';
import { troubledLookup } from '../../window/history/trial.ts';
import { explains, explanationOf } from './explanation.ts';
import type { Investigation } from './investigation.ts';

/**
 * How long a lookup waits for a verdict. Within this time fivesec names more than half of the faults at the default rates
 * (docs/verdict-time.md). An alert on the counter should not wait longer.
 */
export const UNDECIDED_MS = 60_000;

export interface IncidentsPorts {
  readonly log: Log;
  readonly window: Pick<EvidenceWindow, 'judge' | 'nowMs' | 'startMsOf' | 'step'>;
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
  /** When the lookup ended, monotonic milliseconds. */
  readonly endedMs: number;
}

export class Incidents {
  readonly #ports: IncidentsPorts;
  /** The lookups that wait for an explanation. */
  readonly #open = new Set<Trouble>();

  constructor(ports: IncidentsPorts) {
    this.#ports = ports;
  }

  /**
   * Investigates a lookup if it stalled or failed. `entry` is its id in the journal. Resolves when the extra pairs have ended.
   * The lookup is explained then, or by a later `review`.
   */
  async explain(outcome: LookupOutcome, entry: number | undefined): Promise<void> {
    if (!troubledLookup(outcome)) return;
    const { window, investigation } = this.#ports;
    this.#open.add({ outcome, entry, endedMs: window.startMsOf(outcome) + outcome.durationMs });
    try {
      await investigation.run();
      await window.step();
      this.review();
    } catch (error) {
      // A fault in the judgement must not end the measurements.
      this.#ports.log.error({ err: error, work: 'explanation' }, 'internal error in a judgement');
    }
  }

  /** Explains every lookup that a current verdict explains, or that has waited for a minute. */
  review(): void {
    if (this.#open.size === 0) return;
    const { window } = this.#ports;
    const judgement = window.judge();
    for (const trouble of this.#open) {
      const isOver = window.nowMs - trouble.endedMs >= UNDECIDED_MS;
      if (isOver || explains(judgement, trouble.outcome, isSince(judgement, trouble, window.nowMs)))
        this.#conclude(trouble, judgement);
    }
  }

  /** Called when the agent ends: explains every waiting lookup with what is known now, so that none is lost. */
  close(): void {
    if (this.#open.size === 0) return;
    const judgement = this.#ports.window.judge();
    for (const trouble of this.#open) this.#conclude(trouble, judgement);
  }

  #conclude(trouble: Trouble, judgement: Judgement): void {
    this.#open.delete(trouble);
    const { outcome, entry } = trouble;
    const concerns = isSince(judgement, trouble, this.#ports.window.nowMs);
    const flows = this.#ports.flows?.();
    const explanation = { ...explanationOf(outcome, judgement, concerns), ...(flows && { flows }) };
    const stalled = lookupStalled(outcome);
    if (stalled) this.#ports.recordSlowLookup(explanation.verdict.cause);
    if (entry !== undefined) this.#ports.conclude(entry, explanation);
    const { name, profile, result, durationMs, retries, startedAt, starvedMs, queries } = outcome;
    const lookup = { name, profile, result, startedAt, durationMs, retries, starvedMs, queries };
    const { verdict, ...found } = explanation;
    // The verdict's fields are at the top level of the log line, for `jq 'select(.cause == "conntrack-race")'`.
    this.#ports.log.warn({ lookup, ...found, ...verdict }, stalled ? 'a lookup stalled' : 'a lookup failed');
  }
}

/** Was the lookup in progress after the judged fault began? If it ended before, it has another cause. */
function isSince({ evidence }: Judgement, { endedMs }: Trouble, nowMs: number): boolean {
  return endedMs >= nowMs - evidence.windowMs;
}
