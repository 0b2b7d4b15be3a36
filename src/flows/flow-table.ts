/** DNS flows by client and DNS pod, as rows of a table. Addresses are parsed, so no unchecked text reaches a terminal. */

import type { Flow } from '../domain/flow.ts';

export interface FlowRow {
  readonly client: string;
  /** The address that the flow was sent to: a DNS pod, or whatever the node chose. */
  readonly backend: string;
  readonly protocol: Flow['protocol'];
  readonly flows: number;
  readonly unreplied: number;
}

/** Bounds the memory. Flows of further clients are counted, and have no row. */
const MOST_ROWS = 10_000;

export class FlowTable {
  readonly #rows = new Map<string, FlowRow>();
  /** Flows without a row. */
  #without = 0;

  get without(): number {
    return this.#without;
  }

  note({ client, backend, protocol, replied }: Flow): void {
    const key = `${client.address} ${backend.address} ${protocol}`;
    const row = this.#rows.get(key);
    if (row === undefined && this.#rows.size >= MOST_ROWS) {
      this.#without += 1;
      return;
    }
    this.#rows.set(key, {
      client: client.address,
      backend: backend.address,
      protocol,
      flows: (row?.flows ?? 0) + 1,
      unreplied: (row?.unreplied ?? 0) + Number(!replied),
    });
  }

  /** Those with the most unreplied flows first, then those with the most flows. */
  rows(): readonly FlowRow[] {
    return [...this.#rows.values()].sort(
      (one, other) =>
        other.unreplied - one.unreplied ||
        other.flows - one.flows ||
        one.client.localeCompare(other.client, 'en', { numeric: true }),
    );
  }
}

const HEAD = ['client', 'sent to', 'protocol', 'flows', 'unreplied'];

/** The table as lines, at most `limit` rows: texts to the left, numbers to the right. */
export function tableLines(rows: readonly FlowRow[], limit: number): readonly string[] {
  const shown = rows
    .slice(0, limit)
    .map(({ client, backend, protocol, flows, unreplied }) => [
      client,
      backend,
      protocol,
      String(flows),
      String(unreplied),
    ]);
  const all = [HEAD, ...shown];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return rows.length > limit ? [...lines, `and ${rows.length - limit} more`] : lines;
}
