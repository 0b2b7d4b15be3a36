/** A lookup that stalled or failed: what is found out about it, told to the counter, the journal and the log. */

import type { Cause } from '../domain/cause.ts';
import { type LookupOutcome, SLOW_LOOKUP_MS } from '../domain/lookup.ts';
import { starved } from '../domain/starvation.ts';
import type { Log } from '../platform/log.ts';
import type { Investigation } from './investigation.ts';
import type { Judgement, Watcher } from './watcher.ts';

/** The trouble began before the lookup that shows it: its first query was already on the way. */
const LEAD_MS = 1_000;

export interface SlowLookupsPorts {
  readonly log: Log;
  readonly watcher: Watcher;
  readonly investigation: Investigation;
  readonly recordSlowLookup: (cause: Cause) => void;
  /** Adds the judgement to the journal's entry. */
  readonly conclude: (entry: number, judgement: Judgement) => void;
}

export class SlowLookups {
  readonly #ports: SlowLookupsPorts;
  readonly #open = new Set<LookupOutcome>();

  constructor(ports: SlowLookupsPorts) {
    this.#ports = ports;
  }

  /** `entry` is the lookup's id in the journal. Resolves when it is explained. */
  async explain(outcome: LookupOutcome, entry: number | undefined): Promise<void> {
    if (outcome.durationMs < SLOW_LOOKUP_MS && (outcome.result === 'ok' || outcome.result === 'not-found'))
      return;
    this.#open.add(outcome);
    await this.#ports.investigation.run(outcome.startedAt - LEAD_MS);
    await this.#ports.watcher.step();
    if (!this.#open.delete(outcome)) return;
    this.#tell(outcome, this.#ports.watcher.judge(outcome.startedAt - LEAD_MS), entry);
  }

  /** At the end: what is still being looked into is counted with what is known now, so that nothing is lost. */
  close(): void {
    for (const outcome of this.#open)
      this.#tell(outcome, this.#ports.watcher.judge(outcome.startedAt - LEAD_MS));
    this.#open.clear();
  }

  #tell(outcome: LookupOutcome, judgement: Judgement, entry?: number): void {
    const [verdict] = judgement.verdicts;
    const cause = starved(outcome) ? 'agent-starved' : (verdict?.cause ?? 'not-enough-evidence');
    if (outcome.durationMs >= SLOW_LOOKUP_MS) this.#ports.recordSlowLookup(cause);
    if (entry !== undefined) this.#ports.conclude(entry, judgement);
    const { name, profile, result, durationMs, retries, queries, starvedMs } = outcome;
    this.#ports.log.warn(
      {
        lookup: { name, profile, result, durationMs, retries, starvedMs },
        attempts: queries.map(({ attempt, candidate, outcome: { kind, qtype, sentAtMs, localPort } }) => {
          return { candidate, attempt, qtype, kind, sentAtMs, localPort };
        }),
        strategies: judgement.evidence.arms.map(
          ({ strategy, target, transport, pairs, oneFailed, bothFailed }) => {
            return { strategy, target: target.address, transport, pairs, oneFailed, bothFailed };
          },
        ),
        counters: judgement.evidence.node,
        cause,
        confidence: verdict?.confidence ?? 0,
        rule: verdict?.rule,
        facts: verdict?.facts ?? [],
      },
      outcome.durationMs >= SLOW_LOOKUP_MS ? 'a lookup stalled' : 'a lookup failed',
    );
  }
}
