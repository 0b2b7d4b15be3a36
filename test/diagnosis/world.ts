/** A cluster made of dice: each fault is a mechanism, not a verdict, so that rules are tried against what they can't know. */

import type { Measured } from '../../src/diagnosis/gather.ts';
import { scopeWithin } from '../../src/diagnosis/gather.ts';
import type { LookupOutcome, LookupQuery } from '../../src/domain/lookup.ts';
import type { ConntrackEra, NodeDelta } from '../../src/domain/node.ts';
import type { QueryOutcome, Rcode } from '../../src/domain/outcome.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import type { QueryType } from '../../src/domain/question.ts';
import { read } from '../../src/domain/reading.ts';
import type { Strategy } from '../../src/domain/strategy.ts';
import { type Random, seededRandom } from '../../src/platform/random.ts';

/** Each a probability, 0 if left out. */
export interface Faults {
  /** A clash of A and AAAA that loses one of them: of a `race`, and how much less often of a `pair`. */
  readonly race?: number;
  readonly pairShare?: number;
  /** No counter tells of the race, as where another firewall than conntrack drops. */
  readonly raceUncounted?: boolean;
  /** A clash that is repaired; `expires` when the answer takes over a second. */
  readonly repaired?: number;
  readonly loss?: number;
  readonly snat?: number;
  readonly full?: number;
  /** Failure of the first endpoint. */
  readonly endpoint?: number;
  readonly stale?: boolean;
  readonly vip?: boolean;
  readonly nodeLocal?: boolean;
  readonly udp?: boolean;
  readonly tcp?: boolean;
  readonly aaaa?: number;
  readonly servfail?: number;
  /** The share of slow answers, and how slow. */
  readonly slow?: number;
  readonly slowMs?: number;
  readonly upstream?: number;
  readonly buffer?: number;
  readonly backlog?: number;
  readonly search?: boolean;
  readonly starved?: number;
}

export interface World {
  readonly seed: string;
  readonly faults: Faults;
  readonly pairs?: number;
  readonly windowMs?: number;
  readonly endpoints?: number;
  /** Drops with insert_failed of other pods, for each second. */
  readonly background?: number;
  readonly era?: ConntrackEra;
  readonly stepMs?: number;
  readonly nodeLocal?: boolean;
  /** Does the agent speak IPv6 with DNS? Its own counters are those of `Udp6` then. */
  readonly six?: boolean;
}

const VIP = '10.96.0.10';
const NODE_LOCAL = '169.254.20.10';
const START = 1_700_000_000_000;
const PATIENCE_MS = 5000;
const INSIDE = 'kubernetes.default.svc.cluster.local.';
const OUTSIDE = 'example.com.';

interface Counts {
  drop: number;
  insertFailed: number;
  clashResolved: number;
  softnet: number;
  ownBuffer: number;
}

export function measure(world: World): Measured {
  return new Dice(world).measure();
}

class Dice {
  readonly #world: World;
  readonly #random: Random;
  readonly #steps: Counts[] = [];
  readonly #stepMs: number;
  readonly #windowMs: number;

  constructor(world: World) {
    this.#world = world;
    this.#random = seededRandom(world.seed);
    this.#stepMs = world.stepMs ?? 1000;
    this.#windowMs = world.windowMs ?? 20_000;
  }

  measure(): Measured {
    const { pairs = 600, background = 0, faults } = this.#world;
    for (let at = 0; at < this.#windowMs; at += this.#stepMs) this.#steps.push(this.#step(background));
    const arms = this.#arms();
    const outcomes = Array.from({ length: pairs }, (_, index) => {
      const arm = arms[index % arms.length];
      if (arm === undefined) throw new Error('no arms');
      return this.#pair(arm, Math.floor(this.#random.next() * this.#windowMs));
    });
    const lookups = Array.from({ length: 20 }, () => this.#lookup());
    const quiet = Array.from({ length: 30 }, () => this.#step(background));
    return {
      startedAt: START,
      windowMs: this.#windowMs,
      pairs: outcomes,
      lookups,
      steps: this.#steps.map((counts, index) => this.#delta(counts, START + index * this.#stepMs)),
      before: quiet.map((counts, index) => this.#delta(counts, START - (30 - index) * this.#stepMs)),
      context: {
        kernel: read('6.18.0'),
        nameserver: VIP,
        endpoints: this.#endpoints(),
        endpointsChangedAt: faults.stale ? START - 60_000 : undefined,
        raceWindow: 'unknown',
        nodeAgeMs: 86_400_000,
      },
      scopeOf: scopeWithin('cluster.local'),
    };
  }

  #endpoints(): string[] {
    return Array.from({ length: this.#world.endpoints ?? 3 }, (_, index) => `10.244.0.${index + 2}`);
  }

  #arms(): Arm[] {
    const vip = (strategy: Strategy, name = INSIDE): Arm => ({
      strategy,
      address: VIP,
      name,
      transport: strategy === 'tcp' ? 'tcp' : 'udp',
    });
    const strategies = [
      'pair',
      'race',
      'separate',
      'staggered',
      'sequential',
      'reopen',
      'tcp',
      'sticky',
    ] as const;
    return [
      ...strategies.map((strategy) => vip(strategy)),
      vip('pair', OUTSIDE),
      ...this.#endpoints().flatMap((address) =>
        (['udp', 'tcp'] as const).map((transport) => ({
          strategy: 'endpoint' as const,
          address,
          name: INSIDE,
          transport,
        })),
      ),
      ...(this.#world.nodeLocal === true || this.#world.faults.nodeLocal === true
        ? [{ strategy: 'node-local' as const, address: NODE_LOCAL, name: INSIDE, transport: 'udp' as const }]
        : []),
    ];
  }

  #pair(arm: Arm, at: number): PairOutcome {
    const { faults } = this.#world;
    const flow: Flow = { arm, at, endpoint: this.#pick(), fresh: arm.strategy !== 'sticky' };
    const apart = arm.strategy === 'separate' || arm.strategy === 'reopen';
    const clash = this.#clash(arm, at);
    const a = this.#query('A', flow, clash === 'first');
    // Once the first datagram of a socket is through, its flow exists. A repaired clash makes two flows, to two pods.
    const second: Flow =
      apart || clash === 'repaired'
        ? { ...flow, endpoint: this.#pick() }
        : { ...flow, fresh: flow.fresh && a.kind === 'timed-out' };
    const aaaa = this.#query('AAAA', second, clash === 'second');
    const waits = [a, aaaa].map((query) => ('rttMs' in query ? query.rttMs : PATIENCE_MS));
    const inTurn = arm.strategy === 'sequential' || arm.strategy === 'reopen';
    const starved = this.#hits(faults.starved);
    return {
      strategy: arm.strategy,
      name: arm.name,
      server: { address: arm.address, port: 53 },
      transport: arm.transport,
      startedAt: START + at,
      durationMs: inTurn ? (waits[0] ?? 0) + (waits[1] ?? 0) : Math.max(...waits),
      a: this.#misdirect(a, arm, clash),
      aaaa,
      strays: { garbage: 0, wrongId: 0, wrongQuestion: 0, wrongSource: 0, duplicate: 0 },
      starvedMs: starved ? 150 : 0,
      ...(starved ? { durationMs: 300, a: slowed(a), aaaa: slowed(aaaa) } : {}),
    };
  }

  /** Which of the two a clash takes, if there is one. A repaired clash is counted, and takes none. */
  #clash(arm: Arm, at: number): 'first' | 'second' | 'repaired' | undefined {
    const { race, repaired, pairShare = 0, raceUncounted } = this.#world.faults;
    if (arm.address !== VIP) return undefined;
    const share = arm.strategy === 'race' ? 1 : arm.strategy === 'pair' ? pairShare : 0;
    if (this.#hits((race ?? 0) * share)) {
      if (!raceUncounted) this.#count(at, 'drop', 'insertFailed');
      return this.#hits(0.2) ? 'first' : 'second';
    }
    if (!this.#hits((repaired ?? 0) * share)) return undefined;
    this.#count(at, 'clashResolved');
    return 'repaired';
  }

  /** The answer to a repaired clash comes unrewritten when it takes over a second, unless both went to one pod. */
  #misdirect(query: QueryOutcome, arm: Arm, clash: string | undefined): QueryOutcome {
    if (clash !== 'repaired' || !('rttMs' in query) || query.rttMs < 1000 || !this.#hits(2 / 3)) return query;
    const { name, qtype, server, transport, localPort, sentAtMs } = query;
    const from = arm.strategy === 'race' ? [`${this.#endpoints()[0]}:53`] : [];
    return {
      name,
      qtype,
      server,
      transport,
      localPort,
      sentAtMs,
      kind: 'timed-out',
      waitedMs: PATIENCE_MS,
      misdirectedFrom: from,
    };
  }

  #query(qtype: QueryType, flow: Flow, clashed: boolean): QueryOutcome {
    const { arm, at } = flow;
    const sent = {
      name: arm.name,
      qtype,
      server: { address: arm.address, port: 53 },
      transport: arm.transport,
      localPort: 40_000,
      sentAtMs: 0,
    };
    if (arm.address === NODE_LOCAL && this.#world.faults.nodeLocal)
      return { ...sent, kind: 'unreachable', rttMs: 0.2, code: 'ECONNREFUSED' };
    if (clashed || this.#lost(qtype, flow, at))
      return { ...sent, kind: 'timed-out', waitedMs: PATIENCE_MS, misdirectedFrom: [] };
    const refused = this.#hits(this.#world.faults.servfail) || this.#upstreamFails(arm);
    const rcode: Rcode = refused ? 'SERVFAIL' : 'NOERROR';
    const answer = { rcode, addresses: qtype === 'A' ? ['10.96.0.1'] : [], truncated: false, lame: false };
    return { ...sent, kind: refused ? 'refused-by-rcode' : 'answered', rttMs: this.#rtt(arm), answer };
  }

  #lost(qtype: QueryType, { arm, endpoint, fresh }: Flow, at: number): boolean {
    const { faults } = this.#world;
    const udp = arm.transport === 'udp';
    const byVip = arm.address === VIP;
    const target = byVip
      ? arm.strategy === 'sticky'
        ? 1
        : endpoint
      : this.#endpoints().indexOf(arm.address);
    if (faults.udp && udp) return true;
    if (faults.tcp && !udp) return true;
    if (faults.vip && byVip) return true;
    if (faults.stale && arm.strategy === 'sticky') return true;
    if (target === 0 && this.#hits(faults.endpoint)) return true;
    if (fresh && this.#hits(faults.full)) {
      this.#count(at, 'drop');
      return true;
    }
    if (!udp) return false;
    if (qtype === 'AAAA' && this.#hits(faults.aaaa)) return true;
    if (this.#hits(faults.loss)) return true;
    if (this.#hits(faults.backlog)) {
      this.#count(at, 'softnet');
      return true;
    }
    if (this.#hits(faults.buffer)) {
      this.#count(at, 'ownBuffer');
      return true;
    }
    if (!fresh || !byVip || !this.#hits(faults.snat)) return false;
    this.#count(at, 'drop', 'insertFailed');
    return true;
  }

  #rtt(arm: Arm): number {
    const { slow, slowMs = 400, upstream } = this.#world.faults;
    const base = 0.3 + this.#random.next() * 4;
    if (this.#hits(slow)) return slowMs * (0.7 + this.#random.next());
    if (this.#world.faults.search) return 80 + base;
    if (arm.name === OUTSIDE) return this.#hits(upstream) ? 900 + this.#random.next() * 900 : 10 + base * 5;
    return base;
  }

  #upstreamFails(arm: Arm): boolean {
    return arm.name === OUTSIDE && this.#hits((this.#world.faults.upstream ?? 0) / 2);
  }

  /** A resolver that asks twice, 5 s apart, on the same socket. */
  #lookup(): LookupOutcome {
    const { search } = this.#world.faults;
    const at = Math.floor(this.#random.next() * this.#windowMs);
    const candidates = search
      ? ['a.ns.svc.cluster.local', 'a.svc.cluster.local', 'a.cluster.local', 'a.internal', 'example.com']
      : [INSIDE.slice(0, -1)];
    const queries: LookupQuery[] = [];
    let durationMs = 0;
    for (const [candidate, name] of candidates.entries()) {
      const arm: Arm = { strategy: 'pair', address: VIP, name, transport: 'udp' };
      const flow: Flow = { arm, at, endpoint: this.#pick(), fresh: true };
      for (const attempt of [0, 1]) {
        const clash = this.#clash(arm, at);
        const round = [
          this.#query('A', flow, clash === 'first'),
          this.#query('AAAA', flow, clash === 'second'),
        ];
        for (const outcome of round)
          queries.push({
            candidate,
            attempt,
            outcome: this.#searched(outcome, candidate, candidates.length),
          });
        durationMs += Math.max(...round.map((query) => ('rttMs' in query ? query.rttMs : PATIENCE_MS)));
        if (!round.some(({ kind }) => kind === 'timed-out')) break;
      }
    }
    const lost = queries.filter(({ outcome }) => outcome.kind === 'timed-out').length;
    return {
      profile: 'glibc',
      name: candidates.at(-1) ?? '',
      result: lost > 2 ? 'timeout' : 'ok',
      startedAt: START + at,
      durationMs,
      candidates,
      addresses: ['192.0.2.1'],
      queries,
      retries: lost > 0 ? 1 : 0,
      strays: { garbage: 0, wrongId: 0, wrongQuestion: 0, wrongSource: 0, duplicate: 0 },
      starvedMs: 0,
    };
  }

  /** Names of the search list do not exist, but for the last; far servers take their time over each. */
  #searched(outcome: QueryOutcome, candidate: number, candidates: number): QueryOutcome {
    if (outcome.kind !== 'answered' || candidate === candidates - 1) return outcome;
    return { ...outcome, answer: { ...outcome.answer, rcode: 'NXDOMAIN', addresses: [] } };
  }

  #step(background: number): Counts {
    const others = this.#poisson((background * this.#stepMs) / 1000);
    return { drop: others, insertFailed: others, clashResolved: 0, softnet: 0, ownBuffer: 0 };
  }

  #delta(counts: Counts, startedAt: number): NodeDelta {
    const { era = 'chainlength', faults, six = false } = this.#world;
    const udp = (rcvbufErrors: number) =>
      read({ inDatagrams: 100, noPorts: 0, inErrors: rcvbufErrors, rcvbufErrors });
    const { drop, insertFailed, clashResolved } = counts;
    return {
      startedAt,
      elapsedMs: this.#stepMs,
      conntrack: read({
        era,
        counts: {
          found: 0,
          invalid: 0,
          earlyDrop: 0,
          drop,
          insertFailed,
          ...(era === 'searched' ? {} : { clashResolved }),
          ...(era === 'chainlength' ? { chainTooLong: 0 } : {}),
        },
      }),
      conntrackEntries: read((faults.full ?? 0) === 0 ? 2000 : 261_900),
      conntrackLimit: read(262_144),
      udp: udp(0),
      udp6: udp(0),
      softnet: read({ processed: 1000, dropped: counts.softnet, squeezed: 0 }),
      kernel: read('6.18.0'),
      ownUdp: udp(six ? 0 : counts.ownBuffer),
      ownUdp6: udp(six ? counts.ownBuffer : 0),
      ownThrottle: read({ periods: 0, throttledPeriods: 0, throttledMs: 0 }),
    };
  }

  #count(at: number, ...names: (keyof Counts)[]): void {
    const step = this.#steps[Math.floor(at / this.#stepMs)];
    if (step) for (const name of names) step[name] += 1;
  }

  #pick(): number {
    return Math.floor(this.#random.next() * (this.#world.endpoints ?? 3));
  }

  #hits(probability: number | undefined): boolean {
    return probability !== undefined && this.#random.next() < probability;
  }

  /** Knuth's way; the means here are small. */
  #poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.#random.next(); product > limit; product *= this.#random.next()) count += 1;
    return count;
  }
}

interface Arm {
  readonly strategy: Strategy;
  readonly address: string;
  readonly name: string;
  readonly transport: 'udp' | 'tcp';
}

interface Flow {
  readonly arm: Arm;
  readonly at: number;
  readonly endpoint: number;
  /** Does conntrack not know it yet? */
  readonly fresh: boolean;
}

function slowed(query: QueryOutcome): QueryOutcome {
  return query.kind === 'answered' ? { ...query, rttMs: 300 } : query;
}
