/** The summary of a trace: how many requests were slow or failed, how much of that was the lookup, and what to run next. */

import { LookupBands } from './lookup-bands.ts';
import type { TimedRequest } from './timed-request.ts';
import { hasSlowLookup, SLOW_REQUEST_MS } from './trace-lines.ts';

/** Adds requests up without keeping them, because a trace may run for days. */
export class TraceTally {
  #requests = 0;
  #failed = 0;
  #slow = 0;
  #slowMs = 0;
  #slowLookupMs = 0;
  #slowLookups = 0;
  readonly #bands = new LookupBands();

  /** An interrupted request shows nothing about the server and is not counted. */
  add(request: TimedRequest): void {
    if (request.kind === 'interrupted') return;
    this.#requests += 1;
    this.#bands.add(request.lookupMs);
    if (hasSlowLookup(request)) this.#slowLookups += 1;
    if (request.kind === 'failed') this.#failed += 1;
    if (request.totalMs < SLOW_REQUEST_MS) return;
    this.#slow += 1;
    this.#slowMs += request.totalMs;
    this.#slowLookupMs += request.lookupMs;
  }

  /** Was any request answered, with any status? */
  get answered(): boolean {
    return this.#requests > this.#failed;
  }

  /** The lookups by duration and the next command, if a lookup was slow; else nothing. */
  lookups(): readonly string[] {
    if (this.#slowLookups === 0) return [];
    const lookups = this.#slowLookups === 1 ? '1 lookup' : `${this.#slowLookups} lookups`;
    return [
      'lookups by duration:',
      ...this.#bands.lines(),
      `${lookups} took 1 s or longer: run \`fivesec check\` in this place to find the cause.`,
    ];
  }

  summary(): readonly string[] {
    const noun = this.#requests === 1 ? 'request' : 'requests';
    const counts = `${this.#requests} ${noun}: ${this.#slow} slow (1 s or longer), ${this.#failed} failed.`;
    if (this.#slow === 0) return [counts];
    const share = (100 * this.#slowLookupMs) / this.#slowMs;
    const took = `The slow ones took ${rounded(this.#slowMs)} s together, ${rounded(this.#slowLookupMs)} s of it in the lookup (${share.toFixed(1)} %).`;
    return [counts, took];
  }
}

function rounded(ms: number): string {
  return (ms / 1000).toFixed(2);
}
