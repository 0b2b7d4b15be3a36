/** What arrived at an exchange and is ignored: its counts, and the queries that it leaves waiting. */

import type { StrayCounts } from '../domain/outcome.ts';
import type { Server } from '../domain/server.ts';
import type { Match } from './match.ts';
import { responseId } from './packet.ts';
import { type PendingQuery, rememberSource } from './pending-query.ts';

/** A standing socket has two open queries at a time. An answer that is later than this many queries is hardly ever seen. */
const MOST_EARLIER = 256;

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

  get counts(): StrayCounts {
    return { ...this.#counts };
  }

  /** Begins to count again at zero. */
  reset(): void {
    this.#counts = none();
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
    if (insteadOf && !isLate) insteadOf.unmatchedAtMs ??= atMs;
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
