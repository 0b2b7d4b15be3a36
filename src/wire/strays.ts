/** What arrived at an exchange and is ignored: its counts, and the queries that it leaves waiting. */

import type { StrayCounts } from '../domain/outcome.ts';
import type { Server } from '../domain/server.ts';
import type { Match } from './match.ts';
import { responseId } from './packet.ts';
import { type PendingQuery, rememberSource } from './pending-query.ts';

/** A standing socket has two open queries at a time. An answer that is later than this many queries is hardly ever seen. */
const MOST_EARLIER = 256;

/** A server sends about one message for each query. Many more are a flood. A flood shows nothing about the server's answers. */
const MOST_EXTRA = 4;

interface Arrived {
  readonly bytes: Uint8Array;
  readonly from: Server;
  /** Milliseconds since the start of the probe. */
  readonly atMs: number;
}

export class Strays {
  #counts = none();
  /** Ids of the queries that were settled last. What still arrives for them is late, and no false answer to a later query. */
  readonly #earlier = new Set<number>();
  /** The queries that got something else than an answer. */
  #marked: PendingQuery[] = [];
  /** Messages for a query that already got one, or for none. */
  #extra = 0;

  get counts(): StrayCounts {
    return { ...this.#counts };
  }

  /** Begins to count again at zero. */
  reset(): void {
    this.#counts = none();
    this.#marked = [];
    this.#extra = 0;
  }

  note(match: Extract<Match, { kind: 'stray' | 'wrong-source' }>, { bytes, from, atMs }: Arrived): void {
    if (match.kind === 'wrong-source') {
      this.#counts.wrongSource += 1;
      rememberSource(match.query, from);
      return;
    }
    const { stray, insteadOf } = match;
    this.#counts[stray] += 1;
    const id = responseId(bytes);
    const isLate = id !== undefined && this.#earlier.has(id);
    if (!isLate) this.#mark(insteadOf, atMs);
  }

  #mark(query: PendingQuery | undefined, atMs: number): void {
    if (query === undefined || query.unmatchedAtMs !== undefined) this.#extra += 1;
    else if (this.#extra <= MOST_EXTRA) {
      query.unmatchedAtMs = atMs;
      this.#marked.push(query);
    }
    if (this.#extra <= MOST_EXTRA) return;
    for (const marked of this.#marked.splice(0)) marked.unmatchedAtMs = undefined;
  }

  settled(queries: readonly Pick<PendingQuery, 'id'>[]): void {
    for (const { id } of queries) {
      this.#earlier.delete(id);
      this.#earlier.add(id);
      const [oldest] = this.#earlier;
      if (oldest !== undefined && this.#earlier.size > MOST_EARLIER) this.#earlier.delete(oldest);
    }
  }
}

function none() {
  return { garbage: 0, wrongId: 0, wrongQuestion: 0, wrongSource: 0, duplicate: 0 };
}
