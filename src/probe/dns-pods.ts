/** The DNS pods' addresses: configured, or found by resolving a headless Service. Neither needs access to the API. */

import type { LookupOutcome } from '../domain/lookup.ts';
import type { Transport } from '../domain/outcome.ts';
import type { Server } from '../domain/server.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { type Absence, Absences } from './absences.ts';

/** Where the DNS pods are: configured, or found by a headless Service's name. Such a name gives no port. */
export interface DnsPodConfig {
  readonly endpoints: readonly Server[];
  readonly endpointsName?: string | undefined;
  readonly endpointsPort: number;
}

export interface DnsPodsPorts {
  readonly clock: Pick<Clock, 'now' | 'wall'>;
  readonly log: Log;
  /** Looks a fully qualified name up. */
  lookup(name: string, transport: Transport): Promise<LookupOutcome>;
  /** Called when the set of addresses has changed. */
  changed(servers: readonly Server[]): void;
}

export class DnsPods {
  readonly #name: string | undefined;
  readonly #port: number;
  readonly #ports: DnsPodsPorts;
  readonly #absences = new Absences();
  #servers: readonly Server[];
  #change: { readonly at: number; readonly atMs: number } | undefined;
  /** When the lookup began that last found the set: monotonic milliseconds. */
  #seenMs: number | undefined;
  #hasLooked = false;
  /** Lookups that began since one was answered. */
  #inVain = 0;

  constructor({ endpoints, endpointsName, endpointsPort }: DnsPodConfig, ports: DnsPodsPorts) {
    this.#servers = endpoints;
    this.#name = endpointsName;
    this.#port = endpointsPort;
    this.#ports = ports;
  }

  get servers(): readonly Server[] {
    return this.#servers;
  }

  /** Is there a Service to resolve? */
  get isFollowed(): boolean {
    return this.#name !== undefined;
  }

  /** Has the Service been resolved? Always true if there is none to resolve. */
  get isKnown(): boolean {
    return this.#name === undefined || this.#seenMs !== undefined;
  }

  /** Has a first lookup ended, whatever it found? Always true if there is none to make. */
  get isLookedFor(): boolean {
    return this.#name === undefined || this.#hasLooked;
  }

  /** When one known set last replaced another: wall clock, milliseconds since the epoch. The first set is no change. */
  get changedAt(): number | undefined {
    return this.#change?.at;
  }

  /** The same moment in monotonic milliseconds. */
  get changedAtMs(): number | undefined {
    return this.#change?.atMs;
  }

  /** When each pod was absent from the set, monotonic milliseconds. */
  get absences(): readonly Absence[] {
    return this.#absences.all;
  }

  /**
   * Resolves the Service again. Resolves to the number of queries that it took. A failed or empty lookup keeps the last
   * known set: otherwise a stall would stop the probes that can explain it. Calls may overlap; the result of the latest counts.
   * Every second call in vain asks over TCP: UDP to the nameserver may be the fault to explain.
   */
  async refresh(): Promise<number> {
    if (this.#name === undefined) return 0;
    const beganMs = this.#ports.clock.now();
    const transport = this.#inVain % 2 === 0 ? 'udp' : 'tcp';
    this.#inVain += 1;
    const { result, addresses, queries } = await this.#ports.lookup(this.#name, transport);
    this.#hasLooked = true;
    if (result !== 'timeout' && result !== 'unreachable') this.#inVain = 0;
    if (result !== 'ok' || addresses.length === 0)
      this.#ports.log.debug({ name: this.#name, result }, 'the DNS pods could not be resolved');
    else if (this.#seenMs === undefined || beganMs >= this.#seenMs)
      this.#take([...new Set(addresses)].sort(), beganMs);
    return queries.length;
  }

  #take(addresses: readonly string[], seenMs: number): void {
    const { clock, log } = this.#ports;
    const before = this.#servers.map(({ address }) => address);
    const lastSeenMs = this.#seenMs ?? seenMs;
    this.#seenMs = seenMs;
    const added = addresses.filter((address) => !before.includes(address));
    const removed = before.filter((address) => !addresses.includes(address));
    if (added.length + removed.length === 0) return;
    this.#absences.note({ added, removed, lastSeenMs, seenMs });
    this.#servers = addresses.map((address) => ({ address, port: this.#port }));
    if (before.length === 0) log.info({ endpoints: addresses }, 'found the DNS pods');
    else {
      this.#change = { at: clock.wall(), atMs: clock.now() };
      log.info({ endpoints: addresses, added, removed }, 'the DNS pods have changed');
    }
    this.#ports.changed(this.#servers);
  }
}
