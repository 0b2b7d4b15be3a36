/** The measuring rig of the agent and of `check`: resolv.conf, the names, the DNS pods, the arms, and the probes. */

import type { Config } from '../config/schema.ts';
import type { QueryType } from '../domain/question.ts';
import { familyOf, type Server } from '../domain/server.ts';
import type { Strategy } from '../domain/strategy.ts';
import type { Cancel, Clock } from '../platform/clock.ts';
import { LagMeter } from '../platform/lag.ts';
import type { Log } from '../platform/log.ts';
import { seededRandom } from '../platform/random.ts';
import type { ResolvConf } from '../resolver/resolv-conf.ts';
import { ResolvConfFile } from '../resolver/resolv-conf-file.ts';
import { Prober } from '../wire/prober.ts';
import type { Absence } from './absences.ts';
import { type Arm, type ArmTargets, sendable } from './arms.ts';
import { AwaitedAnswers } from './awaited-answers.ts';
import { clusterDomain, defaultName, isOfAPod, outsideDomains, pairNames } from './cluster-domain.ts';
import { DnsPods } from './dns-pods.ts';
import type { Probes } from './jobs.ts';
import { type KnownAddresses, nameserverKind } from './nameserver-kind.ts';
import { plannedArms } from './planned-arms.ts';
import { createProbes, type Listeners, type Resolve } from './probes.ts';

/** The shortest stall of the event loop that is kept, in milliseconds. Shorter ones are timer jitter. */
const STALL_MS = 30;

export interface RigPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted, all probes under way end. */
  readonly signal: AbortSignal;
  /** Addresses that the node itself owns, besides the configured `hostIps`. */
  readonly localAddresses: readonly string[];
  /** How long an answer still counts as late after its deadline, in milliseconds. */
  readonly graceMs: number;
  /** See `ProberPorts`. */
  readonly makeRoom?: () => void;
  /** Addresses behind the VIP that are no listed DNS pods. They are asked directly as well. Missing if the conntrack table is not read. */
  readonly unlisted?: () => readonly Server[];
}

/** Who receives what the rig measures. */
export interface RigListener extends Partial<Listeners> {
  /** How late the event loop was at its last heartbeat, in milliseconds. */
  lag?(lagMs: number): void;
  /** Called when the set of DNS pods has changed. */
  pods?(servers: readonly Server[]): void;
}

export interface Rig extends Probes {
  /** The names to look up: those of the configuration, or the API server's. */
  readonly names: readonly string[];
  readonly pods: DnsPods;
  /** A lookup that is not measured. */
  readonly resolve: Resolve;
  /** Watches the event loop closely until `work` has ended: see `LagMeter`. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  /** A timer that was due at `dueMs` (monotonic) fires now: see `LagMeter`. */
  readonly fires: (dueMs: number) => void;
  /** The nameservers of resolv.conf, as it was read last. */
  readonly nameservers: () => readonly Server[];
  /** Those of them that can be the address of a Service. */
  readonly vips: () => readonly Server[];
  /** Is an answer awaited that may come at any moment? Work that can wait should not hold the event loop then. */
  readonly awaiting: () => boolean;
  /** Every way to ask that the configuration allows now. */
  readonly arms: () => readonly Arm[];
  /** The strategies that have an arm, or will have one once the DNS pods are known. */
  readonly sendable: () => readonly Strategy[];
  /** The servers and addresses that this rig measures, as plain values. */
  context(): {
    readonly nameserver: string;
    readonly isPodsFile: boolean;
    readonly endpoints: readonly string[];
    /** Those of `RigPorts.unlisted`, if there is any. */
    readonly backends?: readonly string[];
    readonly endpointsChangedAt: number | undefined;
    readonly endpointAbsences: readonly Absence[];
    readonly clusterDomain: string;
  };
  /** Calls `listener` with every outcome from now on. */
  listen(listener: RigListener): void;
  /** Starts the lag meter. */
  start(): Cancel;
  /** Closes all sockets. */
  close(): Promise<void>;
}

/** Throws a `Failure` if resolv.conf can't be read. */
export async function openRig(config: Config, ports: RigPorts): Promise<Rig> {
  const { clock, log, signal } = ports;
  const listeners: RigListener[] = [];
  const resolvConf = await ResolvConfFile.open(config.resolvConf, config.nameservers, log);
  const conf = () => resolvConf.current('glibc');
  const names = config.names.length > 0 ? config.names : [defaultName(conf())];
  const lag = new LagMeter(clock, STALL_MS, (lagMs) => {
    for (const listener of listeners) listener.lag?.(lagMs);
  });
  const prober = new Prober({ ...ports, lag });
  const patience = { deadlineMs: config.pairs.deadline, graceMs: ports.graceMs };
  const probes = createProbes({
    clock,
    lag,
    signal,
    resolvConf,
    prober,
    patience,
    listeners: announceTo(listeners),
  });
  const awaited = new AwaitedAnswers(clock);
  const pods = new DnsPods(config, {
    clock,
    log,
    qtypes: () => qtypesOf(conf()),
    lookup: (name, transport, qtype) => probes.resolve(name, 'glibc', { transport, qtypes: [qtype] }),
    changed(servers) {
      for (const listener of listeners) listener.pods?.(servers);
    },
  });
  // The seed differs at each start: answers to the names of the last start may still be in a cache.
  const random = seededRandom(`${config.nodeName} ${clock.wall()} names`);
  const { nodeLocal } = config;
  const unlisted = () => ports.unlisted?.() ?? [];
  const hostIps = [...config.hostIps, ...ports.localAddresses];
  const endpoints = () => [...pods.servers, ...unlisted()];
  const targets = () => armTargets(config, conf(), { names, hostIps, endpoints: endpoints(), random });
  return {
    names,
    pods,
    lookup: (name, profile) => lag.during(() => awaited.during(probes.lookup(name, profile))),
    pair: (arm) => lag.during(() => awaited.during(probes.pair(arm))),
    resolve: (...asked) => lag.during(() => probes.resolve(...asked)),
    during: (work) => lag.during(work),
    fires: (dueMs) => lag.fires(dueMs),
    awaiting: () => awaited.any,
    nameservers: () => conf().nameservers,
    vips: () => vipsOf(conf(), { nodeLocal, hostIps, endpoints: pods.servers }),
    arms: plannedArms(targets, conf),
    sendable: () => sendable(targets(), pods.isFollowed || ports.unlisted !== undefined),
    context: () => contextOf(conf(), pods, unlisted()),
    listen: (listener) => void listeners.push(listener),
    start: () => lag.start('sparingly'),
    close: () => prober.close(),
  };
}

/** What the arms are made of. `names`: those that are looked up. */
function armTargets(
  { nodeLocal, uncachedSuffix, largeName, pairs }: Config,
  conf: ResolvConf,
  { names, ...found }: Pick<ArmTargets, 'names' | 'hostIps' | 'endpoints' | 'random'>,
): ArmTargets {
  return {
    ...found,
    nodeLocal,
    uncachedSuffix,
    largeName,
    strategies: pairs.strategies,
    nameservers: conf.nameservers,
    names: pairNames(names, conf),
    clusterDomain: clusterDomain(conf),
    searchDomains: outsideDomains(conf),
  };
}

/** The types of the nameservers' own addresses, in order. A DNS pod is only asked by the family of a nameserver. */
function qtypesOf({ nameservers }: ResolvConf): readonly QueryType[] {
  return [...new Set(nameservers.map(({ address }) => (familyOf(address) === 6 ? 'AAAA' : 'A')))];
}

/** The nameservers that are VIPs. `unlisted` asks for them, so `known` must have the listed DNS pods only. */
function vipsOf({ nameservers }: ResolvConf, known: KnownAddresses): readonly Server[] {
  return nameservers.filter(({ address }) => nameserverKind(address, known) === 'vip');
}

function contextOf(conf: ResolvConf, pods: DnsPods, unlisted: readonly Server[]): ReturnType<Rig['context']> {
  return {
    nameserver: conf.nameservers.map(({ address }) => address).join(),
    isPodsFile: isOfAPod(conf),
    endpoints: pods.servers.map(({ address }) => address),
    ...(unlisted.length > 0 && { backends: unlisted.map(({ address }) => address) }),
    endpointsChangedAt: pods.changedAt,
    endpointAbsences: pods.absences,
    clusterDomain: clusterDomain(conf),
  };
}

/** Passes every outcome to all of `listeners`, also to those that are added later. */
function announceTo(listeners: readonly RigListener[]): Listeners {
  return {
    lookup(outcome) {
      for (const listener of listeners) listener.lookup?.(outcome);
    },
    pair(outcome) {
      for (const listener of listeners) listener.pair?.(outcome);
    },
  };
}
