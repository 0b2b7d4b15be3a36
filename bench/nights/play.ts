/** Plays a history: the agent's own parts at the default rates, in a simulated cluster, by the fake clock. */

import type { Investigation } from '../../src/agent/stall/investigation.ts';
import { stallResponse } from '../../src/agent/stall/stall-response.ts';
import type { Cause } from '../../src/domain/cause.ts';
import { DEFAULT_PROFILES } from '../../src/domain/lookup.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { seededRandom } from '../../src/platform/random.ts';
import { DnsPods } from '../../src/probe/dns-pods.ts';
import { lookupJobs, pairJob } from '../../src/probe/jobs.ts';
import { PodFollower } from '../../src/probe/pod-follower.ts';
import { armRotation, TWO_IN_EACH_ROUND } from '../../src/probe/rotation.ts';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { type Job, Scheduler } from '../../src/schedule/scheduler.ts';
import { EvidenceWindow } from '../../src/window/evidence-window.ts';
import { heldJudgement } from '../../test/agent/held-judgement.ts';
import { FakeClock } from '../../test/support/time/fake-clock.ts';
import { CLUSTER_CONTEXT } from '../../test/window/contexts.ts';
import { INSIDE, OUTSIDE } from '../../test/worlds/arms.ts';
import { clusterWith } from '../../test/worlds/cluster-with.ts';
import type { World } from '../../test/worlds/world.ts';
import { Cluster } from './cluster.ts';
import type { History } from './history.ts';

const BEGIN_MS = 1_000;
const STEP_MS = 5_000;
/** While nothing is wrong and nothing was claimed, judging every minute is enough. */
const CALM_MS = 60_000;
const CALM_AFTER_MS = 5 * 60_000;

/** After the end, the probes under way end as well. */
const LAST_PROBES_MS = 30_000;
const IDLE = { ticked: () => {}, skipped: () => {} };

export interface Judged {
  readonly atMs: number;
  readonly verdicts: readonly Verdict[];
}

type Listener = (judged: Judged) => void;

interface Counted {
  readonly cause: Cause;
  readonly atMs: number;
}

export interface Played {
  readonly judged: readonly Judged[];
  /** Slow lookups, under their cause, and when they were counted. */
  readonly counted: readonly Counted[];
  /** When lookups ended that were slow or failed. */
  readonly slowAtMs: readonly number[];
}

/** The defaults of `investigation`. */
const LIMITS = { budget: 200, cooldown: 60_000 };

/** `onJudged` is called at each judgement. */
export async function play(history: History, seed: number, onJudged?: Listener): Promise<Played> {
  const fake = new FakeClock(BEGIN_MS, 1_700_000_000_000);
  const at = () => fake.now() - BEGIN_MS;
  const clock = nodeClock(fake, history, at);
  const world = clusterWith([], { seed, ...history.world });
  const random = seededRandom(`night ${history.id} ${seed}`);
  const judged: Judged[] = [];
  const counted: Counted[] = [];
  const ending = new AbortController();
  const { signal } = ending;
  const cluster = new Cluster(history, world, clock, at);
  const pods = podsOf(history, cluster, clock);
  const window = await openWindow(cluster, pods, clock);
  const judgements = heldJudgement(window, clock);
  const arms = () => cluster.armsTo(pods.servers);
  const budget = new QueryBudget(clock, 2, {
    burst: LIMITS.budget,
    credit: { queries: 100, withinSeconds: 600 },
  });
  const follower = new PodFollower(pods, { clock, random, signal, budget, broke });
  const pair = async (arm: Parameters<typeof cluster.pair>[0]) => {
    const outcome = await cluster.pair(arm).finally(window.pending.pair(arm, window.nowMs));
    window.pair(outcome);
    stall.pair(outcome);
    follower.pair(outcome);
    return outcome;
  };
  const parts = { clock, log: silentLog, signal, random, budget, window, judgements, arms, pair, broke };
  const stall = stallResponse(LIMITS, {
    ...parts,
    rotation: armRotation(random, arms, TWO_IN_EACH_ROUND),
    recordSlowLookup: (cause) => counted.push({ cause, atMs: at() }),
    conclude: () => {},
  });
  const lookup = async (...[name, profile]: Parameters<typeof cluster.lookup>) => {
    const ended = window.pending.lookup({ name, profile }, window.nowMs);
    const outcome = await cluster.lookup(name, profile).finally(ended);
    window.lookup(outcome);
    void stall.incidents.explain(outcome, undefined);
    return outcome;
  };
  clock.every(STEP_MS, () => {
    if (cluster.isStopped) return;
    void window.step();
    stall.incidents.review();
    if (isSkipped(at(), cluster)) return;
    const one = { atMs: at(), verdicts: judgements.judge().verdicts };
    judged.push(one);
    onJudged?.(one);
  });
  const scheduler = new Scheduler({ clock, random, signal, budget, broke, ...IDLE });
  const jobs = jobsAtDefaultRates(world, stall.investigation, { lookup, pair });
  const running = Promise.all([follower.run(), scheduler.run(jobs)]);
  await fake.advance(history.endMs);
  ending.abort();
  await fake.advance(LAST_PROBES_MS);
  await running;
  stall.incidents.close();
  return { judged, counted, slowAtMs: cluster.slowAtMs };
}

/** Most judgements of a calm cluster are left out. */
function isSkipped(atMs: number, { troubledAtMs }: Cluster): boolean {
  return atMs > troubledAtMs + CALM_AFTER_MS && atMs % CALM_MS !== 0;
}

/** The node's clock. Its wall clock is set during some histories. */
function nodeClock(fake: FakeClock, { clockStep }: History, at: () => number): Clock {
  return {
    now: () => fake.now(),
    wall: () => fake.wall() + (clockStep !== undefined && at() >= clockStep.atMs ? clockStep.value : 0),
    after: (ms, fn) => fake.after(ms, fn),
    every: (ms, fn) => fake.every(ms, fn),
  };
}

/** The DNS pods, as the agent finds them by name. */
function podsOf(history: History, cluster: Cluster, clock: Clock): DnsPods {
  const endpointsName = history.set === 'none' ? undefined : 'dns-pods.test.';
  return new DnsPods(
    { endpoints: [], endpointsName, endpointsPort: 53 },
    { clock, log: silentLog, qtypes: () => ['A'], lookup: () => cluster.resolvePods(), changed: () => {} },
  );
}

function openWindow(cluster: Cluster, pods: DnsPods, clock: Clock): Promise<EvidenceWindow> {
  return EvidenceWindow.start({
    clock,
    snapshot: async () => cluster.snapshot(),
    context: () => ({
      ...CLUSTER_CONTEXT,
      endpoints: pods.servers.map(({ address }) => address),
      endpointsChangedAt: pods.changedAt,
      endpointAbsences: pods.absences,
    }),
    onStep: () => {},
  });
}

function jobsAtDefaultRates(
  { outside }: World,
  pairs: Investigation,
  probes: Parameters<typeof lookupJobs>[3],
): readonly Job[] {
  const names = outside ? [INSIDE, OUTSIDE] : [INSIDE];
  return [
    ...lookupJobs(names, DEFAULT_PROFILES, { interval: 10_000, maxInFlight: 16 }, probes),
    pairJob(pairs, { interval: 2_000, maxInFlight: 16 }, probes),
  ];
}

function broke(...errors: readonly unknown[]): never {
  throw errors.at(-1);
}
