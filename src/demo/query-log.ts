/** The queries that the scripted server received, with their places in the order. */

import type { ReceivedQuery } from './script.ts';

export class QueryLog {
  /** The latest, oldest first. */
  readonly latest: ReceivedQuery[] = [];
  readonly #kept: number;
  readonly #asked = new Map<string, number>();
  #count = 0;

  /** Keeps the latest `kept` queries. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Numbers the query among all (`index`), and among those for the same name and type (`nth`). Both begin with 0. */
  add(query: Omit<ReceivedQuery, 'index' | 'nth'>): ReceivedQuery {
    const key = `${query.qtype} ${query.name.toLowerCase()}`;
    const nth = this.#asked.get(key) ?? 0;
    this.#asked.set(key, nth + 1);
    const received = { ...query, index: this.#count, nth };
    this.#count += 1;
    this.latest.push(received);
    if (this.latest.length > this.#kept) this.latest.shift();
    return received;
  }
}
