/** The DNS pods' addresses: configured, or found by resolving a headless Service, so that no API access is needed. */

import type { LookupOutcome } from '../domain/lookup.ts';
import type { Server } from '../domain/server.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

/** Where the DNS pods are: known from the start, or found by a headless Service's name, which knows no port. */
export interface DnsPodConfig {
  readonly endpoints: readonly Server[];
  readonly endpointsName?: string | undefined;
  readonly endpointsPort: number;
}

export interface DnsPodsPorts {
  readonly clock: Pick<Clock, 'wall'>;
  readonly log: Log;
  /** Looks a fully qualified name up. */
  lookup(name: string): Promise<LookupOutcome>;
  /** The set of addresses is another one than before. */
  changed(servers: readonly Server[]): void;
}

export class DnsPods {
  readonly #name: string | undefined;
  readonly #port: number;
  readonly #ports: DnsPodsPorts;
  #servers: readonly Server[];
  #changedAt: number | undefined;

  constructor({ endpoints, endpointsName, endpointsPort }: DnsPodConfig, ports: DnsPodsPorts) {
    this.#servers = endpoints;
    this.#name = endpointsName;
    this.#port = endpointsPort;
    this.#ports = ports;
  }

  get servers(): readonly Server[] {
    return this.#servers;
  }

  /** When one known set took another's place: wall clock, milliseconds. The first set is where it begins, no change. */
  get changedAt(): number | undefined {
    return this.#changedAt;
  }

  /**
   * Resolves the Service again: the number of queries that it took. What fails, or comes back empty, keeps the last
   * known set: a stall must not blind the very probes that would explain it.
   */
  async refresh(): Promise<number> {
    if (this.#name === undefined) return 0;
    const { result, addresses, queries } = await this.#ports.lookup(this.#name);
    if (result === 'ok')
      this.#take([...new Set(addresses)].sort().map((address) => ({ address, port: this.#port })));
    else this.#ports.log.debug({ name: this.#name, result }, 'the endpoints could not be resolved');
    return queries.length;
  }

  #take(servers: readonly Server[]): void {
    const before = this.#servers.map(({ address }) => address).join();
    if (servers.map(({ address }) => address).join() === before) return;
    if (before !== '') this.#changedAt = this.#ports.clock.wall();
    this.#servers = servers;
    this.#ports.log.info({ endpoints: servers.map(({ address }) => address) }, 'the DNS pods have changed');
    this.#ports.changed(servers);
  }
}
