/**
 * The DaemonSet's agent, put together: config -> schedule -> probe -> outcome -> evidence -> verdict -> metrics -> HTTP.
 * Parts are made in that order and joined by functions; what happens inside a part is its own room's business.
 */

import type { Config } from '../config/schema.ts';
import { nextStrategies } from '../diagnosis/next-strategies.ts';
import type { Server } from '../domain/server.ts';
import { listen } from '../http/server.ts';
import { Journal } from '../journal/journal.ts';
import { readingPaths } from '../kernel/places.ts';
import { readSnapshot } from '../kernel/snapshot.ts';
import { shortIds } from '../metrics/name-ids.ts';
import { createRecorder } from '../metrics/recorder.ts';
import type { Clock } from '../platform/clock.ts';
import { LagMeter } from '../platform/lag.ts';
import type { Log } from '../platform/log.ts';
import type { processUsage } from '../platform/process-usage.ts';
import { seededRandom } from '../platform/random.ts';
import { arms, defaultName } from '../probe/arms.ts';
import { DnsPods } from '../probe/dns-pods.ts';
import { FollowUp } from '../probe/follow-up.ts';
import { endpointJob, lookupJobs, pairJob } from '../probe/jobs.ts';
import { createProbes } from '../probe/probes.ts';
import { Rotation } from '../probe/rotation.ts';
import { ResolvConfFile } from '../resolver/resolv-conf-file.ts';
import { QueryBudget } from '../schedule/query-budget.ts';
import { type Job, Scheduler } from '../schedule/scheduler.ts';
import { createApp } from '../status/app.ts';
import { currentContext } from '../window/context.ts';
import { EvidenceWindow } from '../window/evidence-window.ts';
import { Prober } from '../wire/prober.ts';
import { Incidents } from './incidents.ts';
import { Investigation } from './investigation.ts';
import { Liveness } from './liveness.ts';
import { publishJudgement } from './publish.ts';

export interface AgentPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted, the agent ends. */
  readonly signal: AbortSignal;
  readonly usage: ReturnType<typeof processUsage>;
  readonly build: { readonly version: string; readonly revision: string; readonly nodeVersion: string };
  /** How long the node has been up, in milliseconds. */
  readonly nodeAgeMs: () => number;
}

export interface Agent {
  readonly address: Server;
  /** Resolves when the agent has ended. */
  readonly ended: Promise<void>;
}

/** Stalls of the event loop from here on are remembered, in milliseconds: less can't be told from a timer's grain. */
const STALL_MS = 30;
/** Short steps place a loss and a counter's rise side by side; reading seven small files takes a millisecond. */
const STEP_MS = 5_000;
const JUDGE_MS = 15_000;
const HTTP_STOP_MS = 500;

/** Starts everything; throws a `Failure` if the port is taken or resolv.conf can't be read. */
export async function startAgent(config: Config, ports: AgentPorts): Promise<Agent> {
  const { clock, log, signal } = ports;
  const random = seededRandom(config.nodeName);

  // Whom to ask, and for what.
  const resolvConf = await ResolvConfFile.open(config.resolvConf, config.nameservers, log);
  const conf = () => resolvConf.current('glibc');
  const names = config.names.length > 0 ? config.names : [defaultName(conf())];
  const nameIds = shortIds(names);

  // What is measured, and what is made of it.
  const recorder = createRecorder({
    ...ports,
    profiles: config.profiles,
    strategies: config.pairs.strategies,
    nameIds: [...nameIds.values()],
  });
  const journal = new Journal(config.journal.size);
  const lag = new LagMeter(clock, STALL_MS, recorder.recordLag);
  const prober = new Prober({ clock, lag, signal });
  const budget = new QueryBudget(clock, config.maxQps, config.investigation.budget);
  const round = { lookup: false, pair: false };
  const broke = (kind: Job['kind'], error: unknown) => log.error({ err: error, kind }, 'a probe broke');
  const pulse = new Liveness(clock, Math.max(config.lookups.interval, config.pairs.interval));

  const probes = createProbes(
    resolvConf,
    prober,
    patienceOf(config),
    { clock, lag, signal },
    {
      lookup(outcome) {
        recorder.recordLookup(outcome, nameIds.get(outcome.name) ?? outcome.name);
        watcher.lookup(outcome);
        void slowLookups.explain(outcome, journal.record({ kind: 'lookup', outcome }));
        round.lookup = true;
        recorder.recordRound(clock.wall());
      },
      pair(outcome) {
        recorder.recordPair(outcome);
        watcher.pair(outcome);
        journal.record({ kind: 'pair', outcome });
        round.pair = true;
      },
    },
  );

  const endpoints = new DnsPods(config, {
    clock,
    log,
    lookup: (name) => probes.quietly(name),
    changed: recorder.setEndpoints,
  });
  recorder.setEndpoints(config.endpoints);
  const allArms = () => {
    const [vip] = conf().nameservers;
    return vip ? arms({ ...config, ...config.pairs, vip, names, endpoints: endpoints.servers }) : [];
  };

  const places = readingPaths(config, clock);
  const watcher = await EvidenceWindow.start({
    clock,
    snapshot: () => readSnapshot(places),
    surroundings: () => currentContext(conf(), endpoints, ports.nodeAgeMs()),
    onStep(step, now) {
      recorder.recordNodeDelta(step);
      recorder.recordNodeSnapshot(now);
    },
  });
  const investigation = new Investigation(config.investigation, {
    clock,
    signal,
    questions: new FollowUp(random, () => nextStrategies(judge().verdicts), allArms),
    rotation: new Rotation(random, allArms),
    pair: (arm) => probes.pair(arm),
    broke: (error) => broke('pair', error),
    afford: (queries) => budget.takeSpare(queries),
  });
  const judge = () => watcher.judge(investigation.sinceMs);
  const tell = () => publishJudgement(recorder, judge(), watcher.latest);
  const slowLookups = new Incidents({
    log,
    watcher,
    investigation,
    recordSlowLookup: recorder.recordSlowLookup,
    conclude(entry, explanation) {
      journal.conclude(entry, explanation);
      tell();
    },
  });

  // What is shown.
  const app = createApp({
    log,
    expose: recorder.expose,
    healthy: () => pulse.healthy,
    ready: () => round.lookup && round.pair,
    journal: () => journal.view(),
    verdicts: () => judge().verdicts,
    about: () => ({ ...config, ...ports.build, nameservers: conf().nameservers, names }),
  });
  const server = await listen(app, config.listen, clock);
  log.info({ listen: server.at, names, nameservers: conf().nameservers }, 'fivesec agent is running');

  // What happens when.
  const stops = [lag.start(), clock.every(STEP_MS, () => void watcher.step()), clock.every(JUDGE_MS, tell)];
  tell();
  recorder.recordNodeSnapshot(watcher.latest);
  const scheduler = new Scheduler({
    clock,
    random,
    signal,
    budget,
    ticked: () => pulse.tick(),
    skipped: (kind, reason) => (kind === 'endpoints' ? undefined : recorder.recordSkipped(kind, reason)),
    broke,
  });
  const ran = scheduler.run([
    ...lookupJobs(names, config.profiles, config.lookups, probes),
    pairJob(investigation, config.pairs, probes),
    ...(config.endpointsName === undefined ? [] : [endpointJob(endpoints)]),
  ]);

  async function end(): Promise<void> {
    await ran;
    for (const stop of stops) stop();
    slowLookups.close();
    await Promise.all([prober.close(), server.stop(HTTP_STOP_MS)]);
    log.info('fivesec agent has ended');
  }
  return { address: server.at, ended: end() };
}

function patienceOf({ pairs }: Config) {
  return { deadlineMs: pairs.deadline, graceMs: pairs.grace };
}
