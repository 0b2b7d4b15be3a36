/** The cluster of a history, as the agent's probes and its readings of the node meet it. */

import type { LookupOutcome, ProfileId } from '../../src/domain/lookup.ts';
import type { NodeSnapshot } from '../../src/domain/node.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import { read } from '../../src/domain/reading.ts';
import type { Server } from '../../src/domain/server.ts';
import { specOf } from '../../src/domain/strategy.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { Arm as ProbeArm } from '../../src/probe/arms.ts';
import { troubledLookup, troubledPair } from '../../src/window/history/trial.ts';
import { EVERYTHING_READ } from '../../test/support/machine/node-readings.ts';
import { blindSnapshot } from '../../test/window/contexts.ts';
import { type Arm, armsOf, INSIDE, podAddress } from '../../test/worlds/arms.ts';
import { lookUp, lookupOutcome } from '../../test/worlds/lookups.ts';
import { pairOutcome } from '../../test/worlds/outcomes.ts';
import { sendPair } from '../../test/worlds/pairs.ts';
import { Run } from '../../test/worlds/run.ts';
import type { Fault, World } from '../../test/worlds/world.ts';
import type { From, History, Timed } from './history.ts';

/** The default of `pairs.grace`: how long a lost query is waited for after its deadline. */
const GRACE_MS = 3_000;
/** CoreDNS answers for a Service from memory that is up to so old, and its cache keeps an answer as long. */
const TTL_MS = 5_000;
const FIRST_LOOKUP = 100_000;
const LIMIT = 262_144;

export class Cluster {
  readonly slowAtMs: number[] = [];
  troubledAtMs = Number.NEGATIVE_INFINITY;
  readonly #history: History;
  readonly #world: World;
  readonly #clock: Clock;
  readonly #at: () => number;
  readonly #run: Run;
  readonly #arms: readonly Arm[];
  #serial = 0;

  constructor(history: History, world: World, clock: Clock, at: () => number) {
    this.#history = history;
    this.#clock = clock;
    this.#at = at;
    const timed = new Map<Fault, Timed>();
    const faults = (history.faults ?? []).map((one, index): Fault => {
      const fault = { ...one.fault, salt: 100 * (index + 1) };
      timed.set(fault, one);
      return fault;
    });
    this.#world = { ...world, faults };
    this.#run = new Run(this.#world, {
      isOn: (fault, atMs) => isOn(timed.get(fault), atMs),
      weights: (atMs) => valueAt(history.weights, atMs) ?? world.weights,
    });
    this.#arms = armsOf(this.#world, 'all');
  }

  get isStopped(): boolean {
    const { stopped } = this.#history;
    return stopped !== undefined && this.#at() >= stopped.fromMs && this.#at() < stopped.untilMs;
  }

  /** The ways to ask, if these DNS pods are known. */
  armsTo(servers: readonly Server[]): readonly Arm[] {
    const known = new Set(servers.map(({ address }) => address));
    return this.#arms.filter(({ way, server }) => way !== 'pod' || known.has(server.address));
  }

  async pair(arm: ProbeArm): Promise<PairOutcome> {
    const asked = this.#arms.find((one) => one === arm);
    if (asked === undefined) throw new Error('an arm of another cluster');
    await this.#continued();
    const [atMs, startedAt, serial] = [this.#at(), this.#clock.wall(), this.#next()];
    const opt = specOf(asked.strategy).optPayload > 0;
    const sent = sendPair(this.#run, { arm: asked, strategy: asked.strategy, at: atMs, pair: serial, opt });
    const found = pairOutcome(asked, atMs, sent, this.#run.starvedMs(serial, atMs));
    const isLost = sent.a.end === 'lost' || sent.aaaa.end === 'lost';
    await this.#passed(found.durationMs + (isLost ? GRACE_MS : 0));
    const outcome = { ...found, startedAt };
    if (troubledPair(outcome)) this.troubledAtMs = this.#at();
    return outcome;
  }

  async lookup(name: string, profile: ProfileId): Promise<LookupOutcome> {
    await this.#continued();
    const [atMs, startedAt, serial] = [this.#at(), this.#clock.wall(), this.#next()];
    const asked = { profile, name, at: atMs, lookup: FIRST_LOOKUP + serial, opt: false };
    const got = lookUp(this.#run, asked);
    const lost = got.tries.some(({ pair: { a, aaaa } }) => a.end === 'lost' || aaaa.end === 'lost');
    const starvedMs = this.#run.starvedMs(serial, atMs);
    const found = lookupOutcome(asked, got);
    await this.#passed(found.durationMs + starvedMs + (lost ? GRACE_MS : 0));
    const outcome = { ...found, startedAt, starvedMs, durationMs: found.durationMs + starvedMs };
    if (troubledLookup(outcome)) {
      this.troubledAtMs = this.#at();
      this.slowAtMs.push(atMs + found.durationMs);
    }
    return outcome;
  }

  /** The lookup of the headless Service. Its answer may come from the cache of CoreDNS. */
  async resolvePods(): Promise<LookupOutcome> {
    await this.#continued();
    const { set } = this.#history;
    const atMs = this.#at();
    const serial = this.#next();
    const asked = {
      profile: 'glibc' as const,
      name: INSIDE,
      at: atMs,
      lookup: FIRST_LOOKUP + serial,
      opt: false,
    };
    const got = lookUp(this.#run, asked);
    await this.#passed(got.durationMs);
    const outcome = lookupOutcome(asked, got);
    if (outcome.result !== 'ok') return outcome;
    const all = Array.from({ length: this.#world.pods }, (_, pod) => pod);
    const age = TTL_MS * this.#run.roll(9, serial);
    const pods = set === 'none' ? [] : (valueAt(set, atMs - age) ?? valueAt(set, 0) ?? all);
    return { ...outcome, addresses: pods.map(podAddress) };
  }

  snapshot(): NodeSnapshot {
    const counts = this.#run.counts.sum(this.#world, this.#at());
    const isFull = (this.#history.faults ?? []).some(
      (one) => one.fault.kind === 'table-full' && isOn(one, this.#at()),
    );
    return {
      ...blindSnapshot(this.#clock),
      ...EVERYTHING_READ,
      conntrack: read({ era: this.#world.era, cpus: [{ cpu: 0, counts }] }),
      conntrackEntries: read(isFull ? LIMIT - 200 : 2000),
      conntrackLimit: read(LIMIT),
      softnet: read([
        {
          cpu: 0,
          counts: { processed: 0, dropped: this.#run.counts.total('backlog', this.#at()), squeezed: 0 },
        },
      ]),
    };
  }

  #next(): number {
    this.#serial += 1;
    return this.#serial;
  }

  #passed(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms, resolve));
  }

  /** A process that is stopped sends nothing before it continues. */
  async #continued(): Promise<void> {
    const { stopped } = this.#history;
    if (this.isStopped && stopped !== undefined) await this.#passed(stopped.untilMs - this.#at());
  }
}

function isOn(timed: Timed | undefined, atMs: number): boolean {
  if (timed === undefined || atMs < timed.fromMs || atMs >= timed.untilMs) return false;
  return timed.isOn?.(atMs - timed.fromMs) ?? true;
}

function valueAt<T>(values: readonly From<T>[] | undefined, atMs: number): T | undefined {
  return values?.findLast((one) => one.atMs <= atMs)?.value;
}
