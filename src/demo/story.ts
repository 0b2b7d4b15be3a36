/**
 * The text that the demo shows in the terminal: the first slow lookup when it has ended, the first verdict with the remedy that was
 * measured, and a summary at the end. The caller writes it.
 */

import { CAUSES, harmOf } from '../domain/cause.ts';
import { type LookupOutcome, lookupFailed, lookupStalled } from '../domain/lookup.ts';
import { confidenceInPercent, type Verdict } from '../domain/verdict.ts';
import { stallLine } from './stall-line.ts';

/** Below this confidence a cause is only possible. The agent does not name such a cause for a lookup either. */
const SURE = 0.5;
const WAIT_FOR_STALL_MS = 20_000;

export interface StoryPorts {
  /** Milliseconds since the demo began. */
  readonly elapsedMs: () => number;
  /** The address of the status page. */
  readonly page: string;
}

export class Story {
  readonly #ports: StoryPorts;
  #lookups = 0;
  #slow = 0;
  #failed = 0;
  /** The verdict that was shown last. */
  #shown: Verdict | undefined;
  /** The last summary, and the counts of that moment. */
  #summed: (Counts & { readonly atMs: number; readonly found: string }) | undefined;

  constructor(ports: StoryPorts) {
    this.#ports = ports;
  }

  /** Counts a lookup. The first one that was slow or failed is shown; for all others there are no lines. */
  lookup(outcome: LookupOutcome): readonly string[] {
    if (outcome.result === 'aborted') return [];
    const isFirst = this.#slow + this.#failed === 0;
    const isSlow = lookupStalled(outcome);
    const isFailed = lookupFailed(outcome);
    this.#lookups += 1;
    if (isSlow) this.#slow += 1;
    if (isFailed) this.#failed += 1;
    return isFirst && (isSlow || isFailed) ? [`${this.#time()}  ${stallLine(outcome)}`] : [];
  }

  /**
   * Shows the surest verdict if it names another fault than the last one shown. The first verdict waits until a lookup was slow,
   * but 20 s at most, because some faults make no lookup slow.
   */
  verdicts(verdicts: readonly Verdict[]): readonly string[] {
    const named = verdicts.find(({ cause, confidence }) => harmOf(cause) === 'fault' && confidence > SURE);
    const isEarly = this.#slow + this.#failed === 0 && this.#ports.elapsedMs() < WAIT_FOR_STALL_MS;
    if (named === undefined || isEarly) return [];
    const before = this.#shown?.cause;
    this.#shown = named;
    if (named.cause === before) return [];
    const helps = named.remedies.find(({ measured }) => measured !== undefined) ?? named.remedies[0];
    return [
      `${this.#time()}  verdict: ${sure(named)}: ${CAUSES[named.cause].title}`,
      ...named.facts.map((fact) => `${INDENT}- ${fact}`),
      ...(helps === undefined ? [] : [`${INDENT}what helps: ${helps.change}`]),
      `${INDENT}the same as a page, with every lookup: ${this.#ports.page}`,
    ];
  }

  /** All that happened until now. */
  sum(): string {
    const [atMs, found] = [this.#ports.elapsedMs(), this.#found];
    this.#summed = { ...this.#counts, atMs, found };
    return `In ${seconds(atMs)}: ${inWords(this.#counts)}; ${found}.`;
  }

  /** The last line: the summary, or what is new since the last one. */
  end(): string {
    const last = this.#summed;
    if (last === undefined) return this.sum();
    const { lookups, slow, failed } = this.#counts;
    const since = {
      lookups: lookups - last.lookups,
      slow: slow - last.slow,
      failed: failed - last.failed,
    };
    const found = this.#found === last.found ? '' : `; ${this.#found}`;
    return `The demo ends. In the last ${seconds(this.#ports.elapsedMs() - last.atMs)}: ${inWords(since)}${found}.`;
  }

  get #counts(): Counts {
    return { lookups: this.#lookups, slow: this.#slow, failed: this.#failed };
  }

  get #found(): string {
    return this.#shown === undefined ? 'no verdict' : `verdict: ${sure(this.#shown)}`;
  }

  #time(): string {
    return `${(this.#ports.elapsedMs() / 1000).toFixed(1)} s`.padStart(INDENT.length - 2);
  }
}

interface Counts {
  readonly lookups: number;
  readonly slow: number;
  readonly failed: number;
}

const INDENT = ' '.repeat(10);

function inWords({ lookups, slow, failed }: Counts): string {
  return `${lookups} lookups, ${slow} slow (2.4 s or longer), ${failed} failed`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

function sure({ cause, confidence }: Verdict): string {
  return `${cause} (${confidenceInPercent(confidence)} sure)`;
}
