/** A fault that begins and ends, as the agent's own parts see it in a simulated world, by the fake clock and the default rates. */

import { stallResponse } from '../../src/agent/stall-response.ts';
import type { Cause } from '../../src/domain/cause.ts';
import type { RaceWindow } from '../../src/domain/evidence.ts';
import { DEFAULT_PROFILES, type LookupOutcome } from '../../src/domain/lookup.ts';
import { read } from '../../src/domain/reading.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { silentLog } from '../../src/platform/log.ts';
import { seededRandom } from '../../src/platform/random.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { Rotation } from '../../src/probe/rotation.ts';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { EvidenceWindow } from '../../src/window/evidence-window.ts';
import { WINDOW_MS } from '../../src/window/history.ts';
import { troubledLookup, troubledPair } from '../../src/window/trials.ts';
import { EVERYTHING_READ } from '../support/machine/node-readings.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { blindSnapshot, SURROUNDINGS } from '../window/contexts.ts';
import { armsOf, INSIDE, knownPods, OUTSIDE } from '../worlds/arms.ts';
import { lookUp, lookupOutcome } from '../worlds/lookups.ts';
import { pairOutcome, START } from '../worlds/outcomes.ts';
import { sendPair } from '../worlds/pairs.ts';
import { Run } from '../worlds/run.ts';
import type { Fault, World } from '../worlds/world.ts';
import { heldJudgement } from './held-judgement.ts';

const PAIRS_MS = 2_000;
const LOOKUPS_MS = 10_000;
const STEP_MS = 5_000;
const BEGIN_MS = 1_000;
const BUDGET = 200;

interface Judged {
  /** Milliseconds since the agent's start. */
  readonly atMs: number;
  readonly verdicts: readonly Verdict[];
  readonly raceWindow: RaceWindow;
}

/** A lookup that ended. */
interface Ended {
  /** Milliseconds since the agent's start. */
  readonly atMs: number;
  readonly result: LookupOutcome['result'];
  readonly durationMs: number;
}

export interface Episode {
  readonly judged: readonly Judged[];
  /** The causes under which slow lookups were counted. */
  readonly counted: readonly Cause[];
  /** When each of them was counted: milliseconds since the agent's start. */
  readonly countedAtMs: readonly number[];
  readonly lookups: readonly Ended[];
}

export interface Times {
  readonly faultMs: number;
  readonly cureMs: number;
  readonly endMs: number;
  /** Is the fault there at this moment between `faultMs` and `cureMs`? Always, if not given. */
  readonly isIll?: (atMs: number) => boolean;
  readonly replaced?: Replaced;
  /** Faults that are there all the time, such as the rare loss of a network that is well. */
  readonly always?: readonly Fault[];
  /** If given: how often to judge while no probe of the last five minutes was troubled. Judging costs most of the time. */
  readonly calmMs?: number;
}

/** A DNS pod that another one replaces. Indices of the world's pods; milliseconds since the agent's start. */
interface Replaced {
  readonly pod: number;
  readonly by: number;
  /** When the agent learns it, and when it last saw the pod in the set. */
  readonly learntMs: number;
  readonly lastSeenMs: number;
}

/** The world's faults last from `faultMs` to `cureMs`; the agent is judged every 5 s until `endMs`, all since its start. */
export async function episode(
  world: World,
  { faultMs, cureMs, endMs, isIll = () => true, replaced, always = [], calmMs }: Times,
): Promise<Episode> {
  const clock = new FakeClock(BEGIN_MS, START);
  const random = seededRandom(`episode ${world.seed}`);
  const ending = new AbortController();
  const well = new Run({ ...world, faults: always });
  const ill = new Run({ ...world, faults: [...world.faults, ...always] });
  const at = () => clock.now() - BEGIN_MS;
  const runNow = () => (at() >= faultMs && at() < cureMs && isIll(at()) ? ill : well);
  const window = await EvidenceWindow.start({
    clock,
    snapshot: async () => ({
      ...blindSnapshot(clock),
      ...EVERYTHING_READ,
      conntrack: read({
        era: world.era,
        // All faults are of the run that is ill, so nothing else is counted.
        cpus: [{ cpu: 0, counts: ill.counts.sum(world, at()) }],
      }),
      softnet: read([{ cpu: 0, counts: { processed: 0, dropped: 0, squeezed: 0 } }]),
    }),
    context: () => ({ ...SURROUNDINGS, ...podsAt(world, at(), replaced) }),
    onStep: () => {},
  });
  const judge = heldJudgement(window, clock);
  const counted: Cause[] = [];
  const countedAtMs: number[] = [];
  const lookups: Ended[] = [];
  let serial = 0;
  let troubledAtMs = Number.NEGATIVE_INFINITY;
  const arms = armsOf(world, 'all');
  const all = () => {
    const { endpoints } = podsAt(world, at(), replaced);
    return arms.filter(({ way, server }) => way !== 'pod' || endpoints.includes(server.address));
  };
  const pair = async (arm: Arm): Promise<void> => {
    const asked = arms.find((one) => one === arm);
    if (!asked) throw new Error('an arm of no world');
    serial += 1;
    const sent = sendPair(runNow(), {
      arm: asked,
      strategy: asked.strategy,
      at: at(),
      pair: serial,
      opt: asked.strategy === 'edns',
    });
    const outcome = pairOutcome(asked, at(), sent, runNow().starvedMs(serial));
    if (troubledPair(outcome)) troubledAtMs = at();
    const ended = window.pending.pair(asked, window.nowMs);
    await new Promise<void>((resolve) => clock.after(outcome.durationMs, resolve));
    ended();
    window.pair(outcome);
    recheck.pair(outcome);
  };
  const budget = new QueryBudget(clock, 2, { burst: BUDGET, credit: { queries: 100, withinSeconds: 600 } });
  const { recheck, investigation, incidents } = stallResponse(
    { budget: BUDGET, cooldown: 60_000 },
    {
      ...{ clock, log: silentLog, signal: ending.signal, random, budget, window, judge, arms: all },
      rotation: new Rotation(random, all),
      pair,
      broke: (error) => {
        throw error;
      },
      recordSlowLookup: (cause) => {
        counted.push(cause);
        countedAtMs.push(at());
      },
      conclude: () => {},
    },
  );
  const lookup = (name: string, profile: LookupOutcome['profile']) => {
    serial += 1;
    budget.take(2);
    const asked = { profile, name, at: at(), lookup: 100_000 + serial, opt: false };
    const outcome = lookupOutcome(asked, lookUp(runNow(), asked));
    const ended = window.pending.lookup(asked, window.nowMs);
    clock.after(outcome.durationMs, () => {
      ended();
      budget.settle(outcome.queries.length - 2);
      if (troubledLookup(outcome)) troubledAtMs = at();
      lookups.push({ atMs: at(), result: outcome.result, durationMs: outcome.durationMs });
      window.lookup(outcome);
      void incidents.explain(outcome, undefined);
    });
  };
  const names = world.outside ? [INSIDE, OUTSIDE] : [INSIDE];
  for (const name of names)
    for (const profile of DEFAULT_PROFILES)
      clock.after(random.next() * LOOKUPS_MS, () => clock.every(LOOKUPS_MS, () => lookup(name, profile)));
  clock.every(PAIRS_MS, () => {
    const arm = investigation.next();
    if (arm && budget.take(2)) void pair(arm);
  });
  const judged: Judged[] = [];
  clock.every(STEP_MS, () => {
    void window.step();
    incidents.review();
    const isCalm = at() > troubledAtMs + WINDOW_MS;
    if (calmMs !== undefined && isCalm && at() % calmMs !== 0) return;
    const { verdicts, raceWindow } = judge();
    judged.push({ atMs: at(), verdicts, raceWindow });
  });
  await clock.advance(endMs);
  ending.abort();
  incidents.close();
  return { judged, counted, countedAtMs, lookups };
}

/** What the agent knows of the DNS pods at this moment. */
function podsAt(world: World, atMs: number, replaced: Replaced | undefined) {
  const known = knownPods(world);
  if (replaced === undefined) return { endpoints: known.map(({ address }) => address), endpointAbsences: [] };
  const { pod, by, learntMs, lastSeenMs } = replaced;
  const hasLearnt = atMs >= learntMs;
  const gone = known.filter((one) => one.pod === pod);
  return {
    endpoints: known.filter((one) => one.pod !== (hasLearnt ? pod : by)).map(({ address }) => address),
    endpointsChangedAt: hasLearnt ? START + learntMs : undefined,
    endpointAbsences: hasLearnt
      ? gone.map(({ address }) => ({
          address,
          // As probe/absences.ts has it: the last answer may have come from a cache.
          fromMs: BEGIN_MS + lastSeenMs - 5_000,
          untilMs: Number.POSITIVE_INFINITY,
        }))
      : [],
  };
}
