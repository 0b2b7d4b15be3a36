/**
 * The agent of the DaemonSet, put together: config -> schedule -> probe -> outcome -> evidence -> verdict -> metrics -> HTTP.
 * The parts are made in that order. Each part is a room of its own.
 */

import { startCredit } from '../config/arithmetic.ts';
import type { Config } from '../config/schema.ts';
import { valueIn } from '../domain/reading.ts';
import type { Server } from '../domain/server.ts';
import type { Verdict } from '../domain/verdict.ts';
import { listen, type RunningServer } from '../http/server.ts';
import { HttpRequests } from '../journal/http-requests.ts';
import { Journal } from '../journal/journal.ts';
import { LookupHistory } from '../journal/lookup-history.ts';
import type { Probe } from '../metrics/agent-metrics.ts';
import { shortIds } from '../metrics/name-ids.ts';
import type { Log } from '../platform/log.ts';
import { type Random, seededRandom } from '../platform/random.ts';
import { lookupJobs, pairJob } from '../probe/jobs.ts';
import { PodFollower } from '../probe/pod-follower.ts';
import type { Rig } from '../probe/rig.ts';
import { armRotation, TWO_IN_EACH_ROUND } from '../probe/rotation.ts';
import { QueryBudget } from '../schedule/query-budget.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import { createApp } from '../status/app.ts';
import { statusPage } from '../status/status-page.ts';
import { fleetPages } from './fleet-pages.ts';
import { flowPage } from './flows.ts';
import { held } from './held.ts';
import { Judgements } from './judgements.ts';
import { type MeasurePorts, type Measuring, measure } from './measure.ts';
import { outcomeListener } from './outcomes.ts';
import { pageView } from './page-view.ts';
import { publishJudgement } from './publish.ts';
import { type StallResponse, stallResponse } from './stall-response.ts';
import { agentTraces } from './traces.ts';

export interface AgentPorts extends MeasurePorts {
  /** The number of the node's CPUs; undefined where it is unknown. */
  readonly cpus?: number;
}

export interface Agent {
  readonly address: Server;
  /** Calls `listener` with every outcome from now on. */
  readonly listen: Rig['listen'];
  /** The verdicts that hold now, the one to read first at the front. */
  readonly verdicts: () => readonly Verdict[];
  /** Resolves when the agent has ended. */
  readonly ended: Promise<void>;
}

/** Steps are short, so that a loss and the rise of a counter are in the same step. A snapshot reads about a dozen small files. */
const STEP_MS = 5_000;
/** How often the agent checks whether to read the conntrack table. */
const FLOWS_STEP_MS = 1_000;
const HTTP_STOP_MS = 500;
/** How long all readers get the same page: open pages load it every 1.25 seconds. A stall is known 3 s after its end (`pairs.grace`), so it shows within 5 s. */
const PAGE_MS = 500;

/** Starts everything; throws a `Failure` if the port is taken or resolv.conf can't be read. */
export async function startAgent(config: Config, ports: AgentPorts): Promise<Agent> {
  const random = seededRandom(config.nodeName);
  const measuring = await measure(config, ports);
  const judging = judge(config, ports, measuring, random);
  const server = await show(config, ports, measuring, judging);
  const ended = run(config, ports, { random, ...measuring, ...judging, server });
  const verdicts = () => judging.judgements.last().verdicts;
  return { address: server.at, listen: (listener) => measuring.rig.listen(listener), verdicts, ended };
}

interface Judging extends Pick<StallResponse, 'investigation' | 'incidents'> {
  readonly journal: Journal;
  readonly past: LookupHistory;
  readonly requests: HttpRequests;
  readonly budget: QueryBudget;
  readonly judgements: Judgements;
}

/** Draws conclusions from the measurements, and starts an investigation after a slow lookup. */
function judge(config: Config, ports: AgentPorts, measuring: Measuring, random: Random): Judging {
  const { clock, log, signal } = ports;
  const { rig, probes, recorder, window, flows, readiness } = measuring;
  const judgements = new Judgements({
    ...{ clock, window },
    show: (judgement) => publishJudgement(recorder, judgement, window.latest),
  });
  const journal = new Journal(config.journal.size);
  const past = new LookupHistory(clock);
  const requests = new HttpRequests(config.trace.targets);
  const budget = new QueryBudget(clock, config.maxQps, {
    burst: config.investigation.budget,
    credit: startCredit(config),
  });
  const { recheck, investigation, incidents } = stallResponse(config.investigation, {
    ...{ clock, log, signal, random, budget, window, judgements, arms: rig.arms },
    rotation: armRotation(random, rig.arms, TWO_IN_EACH_ROUND),
    pair: probes.pair,
    broke: (error) => log.error({ err: error, job: 'investigation' }, 'a probe broke'),
    flows: () => valueIn(flows?.summary()),
    recordSlowLookup: recorder.recordSlowLookup,
    conclude(entry, explanation) {
      journal.conclude(entry, explanation);
      judgements.publish();
    },
  });
  rig.listen({ pair: (outcome) => recheck.pair(outcome) });
  rig.listen(judgements);
  const nameIds = shortIds(rig.names);
  rig.listen(outcomeListener({ clock, recorder, window, journal, past, incidents, readiness, nameIds }));
  return { journal, past, requests, budget, judgements, investigation, incidents };
}

/** Serves metrics, the status page, the page of the fleet and the API. */
async function show(
  config: Config,
  ports: AgentPorts,
  { rig, recorder, window, flows, readiness, liveness }: Measuring,
  { journal, past, requests, judgements }: Judging,
): Promise<RunningServer> {
  const { clock, log, build } = ports;
  const { names } = rig;
  const healthy = () => liveness.healthy;
  const ready = () => readiness.isReady && rig.pods.isLookedFor;
  const readings = { rig, window, journal, past, requests, flows: () => valueIn(flows?.summary()) };
  const judged = judgements.last;
  const shown = { clock, ...build, ...readings, judged, ready, healthy };
  const app = createApp({
    log,
    expose: recorder.expose,
    healthy,
    ready,
    journal: () => journal.view(),
    verdicts: () => judged().verdicts,
    page: held(clock, PAGE_MS, () => statusPage(pageView(config, shown))),
    pages: [...fleetPages(config, { ...ports, ready, judged }), flowPage(clock, flows)],
  });
  const server = await listen(app, config.listen, clock);
  log.info({ listen: server.at, names, nameservers: rig.nameservers() }, 'fivesec agent is running');
  return server;
}

/** Runs the probes until the signal is aborted; resolves when everything has ended. */
async function run(
  config: Config,
  { clock, log, signal }: AgentPorts,
  parts: Measuring & Judging & { readonly random: Random; readonly server: RunningServer },
): Promise<void> {
  const { rig, probes, recorder, window, flows, liveness, random, budget, investigation } = parts;
  const { incidents, requests, judgements, server } = parts;
  const broke = (job: string, error: unknown) => log.error({ err: error, job }, 'a probe broke');
  const step = () => {
    safely(log, 'review', () => {
      void window.step();
      incidents.review();
    });
    safely(log, 'verdict', () => judgements.step());
  };
  const stops = [rig.start(), clock.every(STEP_MS, step)];
  if (flows) stops.push(clock.every(FLOWS_STEP_MS, () => void flows.step()));
  const traces = agentTraces(config, {
    ...{ clock, log, signal, recorder, resolve: rig.resolve, during: rig.during },
    ended: (request) => requests.record(request),
  });
  rig.listen({ lag: traces.lag });
  const scheduler = new Scheduler<Probe>({
    clock,
    random,
    signal,
    budget,
    ticked(dueMs) {
      liveness.tick();
      rig.fires(dueMs);
    },
    skipped: recorder.recordSkipped,
    broke,
  });
  const follower = new PodFollower(rig.pods, {
    ...{ clock, random, signal, budget },
    broke: (error) => broke('endpoints', error),
  });
  rig.listen({ pair: (outcome) => follower.pair(outcome) });
  const followed = follower.run();
  await scheduler.run([
    ...lookupJobs(rig.names, config.profiles, config.lookups, probes),
    pairJob(investigation, config.pairs, probes),
    ...traces.jobs,
  ]);
  await followed;
  for (const stop of stops) stop();
  incidents.close();
  await Promise.all([rig.close(), server.stop(HTTP_STOP_MS)]);
  log.info('fivesec agent has ended');
}

/** A fault in the judgement must not end the measurements. */
function safely(log: Log, work: string, judge: () => void): void {
  try {
    judge();
  } catch (error) {
    log.error({ err: error, work }, 'a judgement broke');
  }
}
