/** A fault that begins and ends, as the agent's own parts see it in a simulated world, by the fake clock and the default rates. */

import { stallResponse } from '../../src/agent/stall/stall-response.ts';
import type { Cause } from '../../src/domain/cause.ts';
import type { RaceWindow } from '../../src/domain/evidence.ts';
import { DEFAULT_PROFILES, type LookupOutcome, type ProfileId } from '../../src/domain/lookup.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { type Random, seededRandom } from '../../src/platform/random.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { Rotation } from '../../src/probe/rotation.ts';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { EvidenceWindow } from '../../src/window/evidence-window.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { blindSnapshot, CLUSTER_CONTEXT } from '../window/contexts.ts';
import { START } from '../worlds/outcomes.ts';
import type { World } from '../worlds/world.ts';
import { BEGIN_MS, EpisodeWorld, type Times } from './episode-world.ts';
import { heldJudgement } from './held-judgement.ts';

const PAIRS_MS = 2_000;
const LOOKUPS_MS = 10_000;
const STEP_MS = 5_000;
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

/** What is written down while an episode goes on. */
interface Seen {
  readonly judged: Judged[];
  readonly counted: Cause[];
  readonly countedAtMs: number[];
  readonly lookups: Ended[];
}

export interface Episode {
  readonly judged: readonly Judged[];
  /** The causes under which slow lookups were counted. */
  readonly counted: readonly Cause[];
  /** When each of them was counted: milliseconds since the agent's start. */
  readonly countedAtMs: readonly number[];
  readonly lookups: readonly Ended[];
}

/** The world's faults last from `faultMs` to `cureMs`; the agent is judged every 5 s until `endMs`, all since its start. */
export async function episode(world: World, times: Times): Promise<Episode> {
  const clock = new FakeClock(BEGIN_MS, START);
  const random = seededRandom(`episode ${world.seed}`);
  const ending = new AbortController();
  const simulated = new EpisodeWorld(world, times, () => clock.now() - BEGIN_MS);
  const window = await openWindow(simulated, clock);
  const judgements = heldJudgement(window, clock);
  const seen: Seen = { judged: [], counted: [], countedAtMs: [], lookups: [] };
  const pair = async (arm: Arm): Promise<void> => {
    const outcome = simulated.pair(arm);
    const ended = window.pending.pair(arm, window.nowMs);
    await new Promise<void>((resolve) => clock.after(outcome.durationMs, resolve));
    ended();
    window.pair(outcome);
    stall.pair(outcome);
  };
  const budget = new QueryBudget(clock, 2, { burst: BUDGET, credit: { queries: 100, withinSeconds: 600 } });
  const arms = () => simulated.arms();
  const { signal } = ending;
  const parts = { clock, log: silentLog, signal, random, budget, window, judgements, arms, pair, broke };
  const stall = stallResponse(
    { budget: BUDGET, cooldown: 60_000 },
    {
      ...parts,
      rotation: new Rotation(random, arms),
      recordSlowLookup: (cause) => count(seen, cause, simulated.atMs),
      conclude: () => {},
    },
  );
  const lookup = (name: string, profile: ProfileId) => {
    budget.take(2);
    const outcome = simulated.lookup(name, profile);
    const ended = window.pending.lookup({ name, profile }, window.nowMs);
    clock.after(outcome.durationMs, () => {
      ended();
      budget.settle(outcome.queries.length - 2);
      simulated.ended(outcome);
      seen.lookups.push({ atMs: simulated.atMs, result: outcome.result, durationMs: outcome.durationMs });
      window.lookup(outcome);
      void stall.incidents.explain(outcome, undefined);
    });
  };
  const nextPair = () => {
    const arm = stall.investigation.next();
    if (arm && budget.take(2)) void pair(arm);
  };
  const step = () => {
    void window.step();
    stall.incidents.review();
    if (simulated.isCalm && times.calmMs !== undefined && simulated.atMs % times.calmMs !== 0) return;
    const { verdicts, raceWindow } = judgements.judge();
    seen.judged.push({ atMs: simulated.atMs, verdicts, raceWindow });
  };
  atDefaultRates(clock, random, { names: simulated.names, lookup, nextPair, step });
  await clock.advance(times.endMs);
  ending.abort();
  stall.incidents.close();
  return seen;
}

function count({ counted, countedAtMs }: Seen, cause: Cause, atMs: number): void {
  counted.push(cause);
  countedAtMs.push(atMs);
}

function openWindow(simulated: EpisodeWorld, clock: Clock): Promise<EvidenceWindow> {
  return EvidenceWindow.start({
    clock,
    snapshot: async () => ({ ...blindSnapshot(clock), ...simulated.readings() }),
    context: () => ({ ...CLUSTER_CONTEXT, ...simulated.pods() }),
    onStep: () => {},
  });
}

function broke(error: unknown): never {
  throw error;
}

interface Work {
  readonly names: readonly string[];
  readonly lookup: (name: string, profile: ProfileId) => void;
  readonly nextPair: () => void;
  readonly step: () => void;
}

/** Starts the timers of the agent. */
function atDefaultRates(clock: Clock, random: Random, { names, lookup, nextPair, step }: Work): void {
  for (const name of names)
    for (const profile of DEFAULT_PROFILES)
      clock.after(random.next() * LOOKUPS_MS, () => clock.every(LOOKUPS_MS, () => lookup(name, profile)));
  clock.every(PAIRS_MS, nextPair);
  clock.every(STEP_MS, step);
}
