/** The rules of a fault in one namespace: a separate table with named counters, which are the truth. */

import { z } from 'zod';
import type { Namespace } from '../ground/namespace.ts';

/** The part of `nft -j list counters` that matters here (libnftables-json(5)). */
const Counters = z.object({
  nftables: z.array(z.object({ counter: z.object({ name: z.string(), packets: z.number() }).optional() })),
});

export class CountingRules {
  readonly #namespace: Namespace;
  readonly #table: string;
  #last: Readonly<Record<string, number>> | undefined;

  private constructor(namespace: Namespace, table: string) {
    this.#namespace = namespace;
    this.#table = table;
  }

  /** `body` is the content of `table inet fivesec-<name> { ... }`, without the counters. */
  static async load(
    namespace: Namespace,
    name: string,
    counters: readonly string[],
    body: string,
  ): Promise<CountingRules> {
    const table = `inet fivesec-${name}`;
    const declared = counters.map((counter) => `counter ${counter} {}`).join('\n');
    await namespace.nft(`table ${table} {\n${declared}\n${body}\n}\n`);
    return new CountingRules(namespace, table);
  }

  /** Packets by counter; after the rules are removed, the final numbers. */
  async read(): Promise<Readonly<Record<string, number>>> {
    if (this.#last !== undefined) return this.#last;
    const json = await this.#namespace.run([
      'nft',
      '-j',
      'list',
      'counters',
      'table',
      ...this.#table.split(' '),
    ]);
    const listed = Counters.parse(JSON.parse(json)).nftables.flatMap(({ counter }) => counter ?? []);
    return Object.fromEntries(listed.map(({ name, packets }) => [name, packets]));
  }

  /** The rules are removed before the counters are read for the last time, so no packet is missed in between. */
  async remove(): Promise<void> {
    await this.#namespace.nft(`flush table ${this.#table}`);
    this.#last = await this.read();
    await this.#namespace.nft(`delete table ${this.#table}`);
  }
}

/** The sum of the same counters of several namespaces. */
export async function readAll(rules: readonly CountingRules[]): Promise<Readonly<Record<string, number>>> {
  const sum: Record<string, number> = {};
  for (const counters of await Promise.all(rules.map((one) => one.read()))) {
    for (const [name, packets] of Object.entries(counters)) sum[name] = (sum[name] ?? 0) + packets;
  }
  return sum;
}

/** An nft condition that matches `percent` of the packets that reach it, to a tenth of a percent. */
export function chance(percent: number): string {
  return percent >= 100 ? '' : `numgen random mod 1000 < ${Math.round(percent * 10)}`;
}
