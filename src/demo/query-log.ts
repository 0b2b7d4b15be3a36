/** The queries that the scripted server received, with their places in the order. */

import type { ReceivedQuery } from './script.ts';

export class QueryLog {
  /** The latest, oldest first. */
  readonly latest: ReceivedQuery[] = [];
  readonly #kept: number;
  readonly #asked = new Map<string, number>();
  #count = 0;

  /** Keeps the latest `kept` queries, and counts as many names. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /**
   * Numbers the query among all (`index`), and among those for the same name and type (`nth`). Both begin with 0; `nth` does so again
   * for a name that has been forgotten.
   */
  add(query: Omit<ReceivedQuery, 'index' | 'nth'>): ReceivedQuery {
    const key = `${query.qtype} ${query.name.toLowerCase()}`;
    const nth = this.#asked.get(key) ?? 0;
    this.#remember(key, nth + 1);
    const received = { ...query, index: this.#count, nth };
    this.#count += 1;
    this.latest.push(received);
    if (this.latest.length > this.#kept) this.latest.shift();
    return received;
  }

  /** The name that was asked last is last. The agent asks for random names, so the names must not accumulate. */
  #remember(key: string, asked: number): void {
    this.#asked.delete(key);
    this.#asked.set(key, asked);
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > this.#kept && oldest !== undefined) this.#asked.delete(oldest);
  }
}
