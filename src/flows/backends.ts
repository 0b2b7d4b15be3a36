/** The addresses to which the VIP led lately, as the entries of our own queries show them: DNS pods, listed or not. */

import type { Flow } from '../domain/flow.ts';
import type { Server } from '../domain/server.ts';
import type { Attributed } from './attribution.ts';

/** A backend that got none of our queries for so long has left the VIP, perhaps: after a rollout it is the address of a pod that is gone. */
const LATELY_MS = 30_000;
/** Bounds what is asked directly. Where the table shows more, its entries are hardly those of DNS pods. */
const MOST = 12;

export class Backends {
  /** By address. The entries know the port as well, which is not 53 in each cluster. */
  readonly #servers = new Map<string, Server>();
  /** When the last query was sent to each, monotonic milliseconds. */
  readonly #sentMs = new Map<string, number>();

  /** Takes the flows of our own addresses, and the queries that they decide. */
  note(flows: readonly Flow[], decided: readonly Attributed[], nowMs: number): void {
    for (const { protocol, backend } of flows)
      if (protocol === 'udp') this.#servers.set(backend.address, backend);
    for (const one of decided)
      if (one.kind === 'entry')
        this.#sentMs.set(one.backend, Math.max(one.atMs, this.#sentMs.get(one.backend) ?? 0));
    for (const [address, sentMs] of this.#sentMs) if (sentMs < nowMs - LATELY_MS) this.#forget(address);
  }

  get servers(): readonly Server[] {
    return [...this.#sentMs.keys()].flatMap((address) => this.#servers.get(address) ?? []).slice(0, MOST);
  }

  #forget(address: string): void {
    this.#sentMs.delete(address);
    this.#servers.delete(address);
  }
}
