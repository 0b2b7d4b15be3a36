/** The DNS pods' addresses: configured, or found by resolving a headless Service. Neither needs access to the API. */

import type { LookupOutcome } from '../domain/lookup.ts';
import type { Transport } from '../domain/outcome.ts';
import type { QueryType } from '../domain/question.ts';
import { type AddressFamily, familyOf, type Server } from '../domain/server.ts';
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
  /** The types of addresses to look for: those by which the nameservers are asked, that of the first one first. */
  qtypes(): readonly QueryType[];
  /** Looks a fully qualified name up, for addresses of one type. */
  lookup(name: string, transport: Transport, qtype: QueryType): Promise<LookupOutcome>;
  /** Called when the set of addresses has changed. */
  changed(servers: readonly Server[]): void;
}

const FAMILIES = { A: 4, AAAA: 6 } as const satisfies Record<QueryType, AddressFamily>;

/** From so many lookups in a row on, a failure is logged. One may be lost at any time. */
const FAILED_OFTEN = 3;

export class DnsPods {
  readonly #name: string | undefined;
  readonly #port: number;
  readonly #ports: DnsPodsPorts;
  readonly #absences = new Absences();
  #servers: readonly Server[];
  #change: { readonly at: number; readonly atMs: number } | undefined;
  /** When the lookup began that last found the addresses of a type: monotonic milliseconds. */
  readonly #seenMs = new Map<QueryType, number>();
  #hasLooked = false;
  /** Lookups that began since one was answered. */
  #inVain = 0;
  /** How many lookups of a type in a row have found no address. */
  readonly #failed = new Map<QueryType, number>();

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

  /** Has the Service been resolved, by the type of the first nameserver's address? Always true if there is none to resolve. */
  get isKnown(): boolean {
    const [first] = this.#ports.qtypes();
    return this.#name === undefined || (first !== undefined && this.#seenMs.has(first));
  }

  /** Has a first lookup ended, whatever it found? Always true if there is none to make. */
  get isLookedFor(): boolean {
    return this.isKnown || this.#hasLooked;
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
   * Every second call in vain asks over TCP: UDP to the nameserver may be the fault to explain. Each type has a lookup of its own, so
   * that one which is never answered does not delay the other.
   */
  async refresh(): Promise<number> {
    const name = this.#name;
    if (name === undefined) return 0;
    const transport = this.#inVain % 2 === 0 ? 'udp' : 'tcp';
    this.#inVain += 1;
    const looks = this.#ports.qtypes().map((qtype) => this.#look(name, transport, qtype));
    const counts = await Promise.all(looks);
    this.#hasLooked = true;
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async #look(name: string, transport: Transport, qtype: QueryType): Promise<number> {
    const beganMs = this.#ports.clock.now();
    const { result, addresses, queries } = await this.#ports.lookup(name, transport, qtype);
    if (result !== 'timeout' && result !== 'unreachable') this.#inVain = 0;
    const found = new Set(addresses.filter((address) => familyOf(address) === FAMILIES[qtype]));
    const isFound = result === 'ok' && found.size > 0;
    this.#logFailures({ name, qtype, result }, isFound);
    if (isFound && beganMs >= (this.#seenMs.get(qtype) ?? beganMs))
      this.#take(qtype, [...found].sort(), beganMs);
    return queries.length;
  }

  /** Logs a lookup that found nothing once, until one finds something: it may be the fault to explain, or a wrong name. */
  #logFailures(look: Pick<LookupOutcome, 'name' | 'result'> & { qtype: QueryType }, isFound: boolean): void {
    const { log } = this.#ports;
    const failed = this.#failed.get(look.qtype) ?? 0;
    this.#failed.set(look.qtype, isFound ? 0 : failed + 1);
    if (isFound && failed >= FAILED_OFTEN) log.info(look, 'the DNS pods can be resolved again');
    if (!isFound && failed + 1 === FAILED_OFTEN)
      log.warn(look, 'the DNS pods could not be resolved: those that are known are still asked directly');
  }

  #take(qtype: QueryType, addresses: readonly string[], seenMs: number): void {
    const { clock, log } = this.#ports;
    const isOwn = ({ address }: Server) => familyOf(address) === FAMILIES[qtype];
    const others = this.#servers.filter((server) => !isOwn(server));
    const before = this.#servers.filter(isOwn).map(({ address }) => address);
    const lastSeenMs = this.#seenMs.get(qtype) ?? seenMs;
    this.#seenMs.set(qtype, seenMs);
    const added = addresses.filter((address) => !before.includes(address));
    const removed = before.filter((address) => !addresses.includes(address));
    if (added.length + removed.length === 0) return;
    this.#absences.note({ added, removed, lastSeenMs, seenMs });
    const own = addresses.map((address) => ({ address, port: this.#port }));
    this.#servers = qtype === 'A' ? [...own, ...others] : [...others, ...own];
    if (before.length === 0) log.info({ endpoints: addresses }, 'found the DNS pods');
    else {
      this.#change = { at: clock.wall(), atMs: clock.now() };
      log.info({ endpoints: addresses, added, removed }, 'the DNS pods have changed');
    }
    this.#ports.changed(this.#servers);
  }
}
