/** A lookup that stalled or failed: what is found out about it, told to the counter, the journal and the log. */

import type { Cause } from '../domain/cause.ts';
import type { Explanation } from '../domain/explanation.ts';
import { type LookupOutcome, SLOW_LOOKUP_MS } from '../domain/lookup.ts';
import type { Log } from '../platform/log.ts';
import type { EvidenceWindow } from '../window/evidence-window.ts';
import { explanationOf } from './explanation.ts';
import type { Investigation } from './investigation.ts';

/** The trouble began before the lookup that shows it: its first query was already on the way. */
const LEAD_MS = 1_000;

export interface IncidentsPorts {
  readonly log: Log;
  readonly watcher: EvidenceWindow;
  readonly investigation: Investigation;
  readonly recordSlowLookup: (cause: Cause) => void;
  /** Adds the explanation to the journal's entry. */
  readonly conclude: (entry: number, explanation: Explanation) => void;
}

interface Trouble {
  readonly outcome: LookupOutcome;
  /** The lookup's id in the journal. */
  readonly entry: number | undefined;
  /** Monotonic milliseconds. */
  readonly sinceMs: number;
}

export class Incidents {
  readonly #ports: IncidentsPorts;
  /** What is being looked into. */
  readonly #open = new Set<Trouble>();

  constructor(ports: IncidentsPorts) {
    this.#ports = ports;
  }

  /** `entry` is the lookup's id in the journal. Resolves when it is explained. */
  async explain(outcome: LookupOutcome, entry: number | undefined): Promise<void> {
    if (outcome.durationMs < SLOW_LOOKUP_MS && (outcome.result === 'ok' || outcome.result === 'not-found'))
      return;
    const { watcher, investigation } = this.#ports;
    const trouble = { outcome, entry, sinceMs: watcher.startMsOf(outcome) - LEAD_MS };
    this.#open.add(trouble);
    await investigation.run(trouble.sinceMs);
    await watcher.step();
    if (this.#open.delete(trouble)) this.#tell(trouble);
  }

  /** At the end: what is still being looked into is told with what is known now, so that nothing is lost. */
  close(): void {
    for (const trouble of this.#open) this.#tell(trouble);
    this.#open.clear();
  }

  #tell({ outcome, entry, sinceMs }: Trouble): void {
    const explanation = explanationOf(outcome, this.#ports.watcher.judge(sinceMs));
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
