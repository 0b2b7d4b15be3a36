/** One diagnosis, put together: every strategy in random order for some seconds, the node's counters beside it, one judgement. */

import { setMaxListeners } from 'node:events';
import type { Config } from '../config/schema.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { formatServer } from '../domain/server.ts';
import { readingPaths } from '../kernel/places.ts';
import { readSnapshot } from '../kernel/snapshot.ts';
import type { Clock } from '../platform/clock.ts';
import { Failure } from '../platform/failure.ts';
import { LagMeter } from '../platform/lag.ts';
import { plainLog, silentLog } from '../platform/log.ts';
import { seededRandom } from '../platform/random.ts';
import { arms, defaultName } from '../probe/arms.ts';
import { DnsPods } from '../probe/dns-pods.ts';
import { lookupJobs } from '../probe/jobs.ts';
import { createProbes } from '../probe/probes.ts';
import { ResolvConfFile } from '../resolver/resolv-conf-file.ts';
import { QueryBudget } from '../schedule/query-budget.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import { currentContext } from '../window/context.ts';
import { EvidenceWindow } from '../window/evidence-window.ts';
import { Prober } from '../wire/prober.ts';
import { deadlinesFor, InFlight, isLost } from './deadlines.ts';
import type { Findings } from './findings.ts';
import { codeInWords, networkErrors, nothingLeft } from './network-errors.ts';
import { ratesFor } from './rates.ts';
import { exclusiveRotation } from './rotation.ts';

export interface CheckPorts {
  readonly clock: Clock;
  /** Aborted, the check ends at once with what it knows. */
  readonly signal: AbortSignal;
  readonly nodeAgeMs: () => number;
  readonly progress: (state: Progress) => void;
  /** What somebody who reads the result should know beside it, as a sentence. */
  readonly warn: (sentence: string) => void;
  /** The file that a race thread runs; the built one unless told otherwise. */
  readonly raceThread?: URL;
}

export interface Progress {
  /** 0 to 1. */
  readonly done: number;
  readonly pairs: number;
  readonly lost: number;
  readonly doing: 'sending' | 'waiting';
}

/** Stalls of the event loop from here on are remembered, in milliseconds, as in the agent. */
const STALL_MS = 30;
/** Short steps: at a hundred pairs a second a long one has a loss in it for sure, and nothing to be weighed against. */
const STEP_MS = 200;
const LOOK_MS = 100;
/** Late is told from lost within this time; longer would keep a person waiting. */
const LONGEST_GRACE_MS = 1_000;

/** Throws a `Failure` if resolv.conf can't be read, if no query can even be sent, or if none came to its turn. */
export async function runCheck(config: Config, durationMs: number, ports: CheckPorts): Promise<Findings> {
  const { clock, signal } = ports;
  const startedAt = clock.wall();
  const startMs = clock.now();
  const random = seededRandom(`${config.nodeName} ${startedAt}`);
  const patience = {
    deadlineMs: config.pairs.deadline,
    graceMs: Math.min(config.pairs.grace, LONGEST_GRACE_MS),
  };
  const { endMs, lossyEndMs, giveUpMs } = deadlinesFor(durationMs, patience);
  const waitingEnds = endingWith(signal);
  const sendingEnds = endingWith(waitingEnds.signal);
  const probing = waitingEnds.signal;

  const resolvConf = await ResolvConfFile.open(config.resolvConf, config.nameservers, plainLog(ports.warn));
  const conf = () => resolvConf.current('glibc');
  const names = config.names.length > 0 ? config.names : [defaultName(conf())];
  const lag = new LagMeter(clock, STALL_MS);
  const prober = new Prober({ ...ports, lag, signal: probing });
  const pairs: PairOutcome[] = [];
  const lookups: LookupOutcome[] = [];
  const probes = createProbes(
    resolvConf,
    prober,
    patience,
    { clock, lag, signal: probing },
    {
      lookup(outcome) {
        lookups.push(outcome);
        watcher.lookup(outcome);
      },
      pair(outcome) {
        pairs.push(outcome);
        watcher.pair(outcome);
      },
    },
  );
  const endpoints = new DnsPods(config, {
    clock,
    log: silentLog,
    lookup: (name) => probes.quietly(name),
    changed: () => {},
  });
  const places = readingPaths(config, clock);
  const watcher = await EvidenceWindow.start({
    clock,
    snapshot: () => readSnapshot(places),
    surroundings: () => currentContext(conf(), endpoints, ports.nodeAgeMs()),
    // With a long deadline the last losses are known after more minutes than the agent remembers.
    keptMs: Number.POSITIVE_INFINITY,
    onStep: () => {},
  });

  const budget = new QueryBudget(clock, config.maxQps);
  const underWay = new InFlight();
  const deal = exclusiveRotation(random, () => {
    const [vip] = conf().nameservers;
    return vip ? arms({ ...config, ...config.pairs, vip, names, endpoints: endpoints.servers }) : [];
  });
  const rhythm = ratesFor(config.maxQps, names.length * config.profiles.length, durationMs);
  let askedMs = Number.POSITIVE_INFINITY;
  sendingEnds.signal.addEventListener('abort', () => {
    askedMs = clock.now() - startMs;
  });
  const defects: unknown[] = [];
  const scheduler = new Scheduler({
    clock,
    random,
    signal: sendingEnds.signal,
    budget,
    ticked: () => {},
    skipped: () => {},
    broke: (_, error) => defects.push(error),
  });
  const look = () => {
    const elapsedMs = clock.now() - startMs;
    const ends = underWay.stalls(clock.now()) ? lossyEndMs : endMs;
    if (elapsedMs >= ends) sendingEnds.abort();
    if (elapsedMs >= giveUpMs) waitingEnds.abort();
    const doing = sendingEnds.signal.aborted ? 'waiting' : 'sending';
    const done = Math.min(1, elapsedMs / (ends === endMs ? endMs : giveUpMs));
    ports.progress({ done, pairs: underWay.ended, lost: underWay.lost, doing });
  };
  const stops = [
    lag.start(),
    clock.every(STEP_MS, () => void watcher.step()),
    clock.every(LOOK_MS, look),
    clock.after(giveUpMs, () => waitingEnds.abort()),
  ];
  try {
    // Not waited for: where DNS stalls, this stalls too.
    const found = endpoints.refresh().then((queries) => budget.settle(queries));
    const following = config.endpointsName === undefined ? [] : [endpointsFollowed(endpoints)];
    const ran = scheduler.run([
      ...lookupJobs(names, config.profiles, rhythm.lookups, probes),
      {
        kind: 'pair',
        intervalMs: rhythm.pairs.interval,
        cost: 2,
        maxInFlight: rhythm.pairs.maxInFlight,
        run: async () => {
          const dealt = deal();
          if (!dealt) return 0;
          await underWay.track(clock.now(), probes.pair(dealt.arm)).finally(dealt.done);
          return 2;
        },
      },
      ...following,
    ]);
    await Promise.all([ran, found]);
    await watcher.step();
  } finally {
    for (const stop of stops) stop();
    waitingEnds.abort();
    await prober.close();
  }
  if (defects.length > 0) throw defects[0];
  demandThatSomethingLeft(pairs);
  const tookMs = clock.now() - startMs;
  // Nothing measured must not pass for nothing wrong. Somebody who interrupts knows that it is not much.
  if (pairs.length + lookups.length === 0 && !signal.aborted) throw tooSlow(durationMs, config.maxQps);
  return {
    judgement: watcher.judgeWindow(startedAt, troubleBegan(startedAt, pairs)),
    lookups,
    refusals: networkErrors(pairs),
    node: watcher.latest,
    nodeName: config.nodeName,
    nameservers: conf().nameservers,
    endpoints: endpoints.servers,
    nodeLocal: config.nodeLocal,
    names,
    maxQps: config.maxQps,
    startedAt,
    durationMs: tookMs,
    askedMs: Math.min(askedMs, tookMs),
    interrupted: signal.aborted,
  };
}

const FOLLOW_ENDPOINTS_MS = 5_000;

function endpointsFollowed(endpoints: DnsPods) {
  return {
    kind: 'endpoints' as const,
    intervalMs: FOLLOW_ENDPOINTS_MS,
    maxInFlight: 1,
    cost: 2,
    run: () => endpoints.refresh(),
  };
}

/** What is lost now and then was lost early; trouble that begins later is judged by the time since then too. */
const EARLY_MS = 3_000;
const LEAD_MS = 100;

/** When a fault began in the middle of the check; undefined if it did not. Wall clock. */
function troubleBegan(startedAt: number, pairs: readonly PairOutcome[]): number | undefined {
  const first = Math.min(...pairs.filter(isLost).map((pair) => pair.startedAt));
  return Number.isFinite(first) && first > startedAt + EARLY_MS ? first - LEAD_MS : undefined;
}

/** Aborted by itself, or with `signal`. Every conversation listens: hundreds are no leak, and Node must not warn of one. */
function endingWith(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  if (signal.aborted) controller.abort();
  signal.addEventListener('abort', () => controller.abort(), { once: true });
  return controller;
}

function demandThatSomethingLeft(pairs: readonly PairOutcome[]): void {
  const stuck = nothingLeft(pairs);
  if (stuck === undefined) return;
  const { server, code } = stuck;
  throw new Failure(
    'cannot-run',
    `no nameserver can be used: sending to ${formatServer(server)} fails with ${codeInWords(code)}`,
  );
}

function tooSlow(durationMs: number, maxQps: number): Failure {
  return new Failure(
    'cannot-run',
    `nothing could be asked in ${durationMs / 1000} s with at most ${maxQps} queries a second (--duration, --max-qps)`,
  );
}
