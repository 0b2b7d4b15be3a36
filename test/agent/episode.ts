/** A fault that begins and ends, as the agent's own parts see it in a simulated world, by the fake clock and the default rates. */

import { Incidents } from '../../src/agent/incidents.ts';
import { Investigation } from '../../src/agent/investigation.ts';
import { Recheck } from '../../src/agent/recheck.ts';
import { nextStrategies } from '../../src/diagnosis/next-strategies.ts';
import type { Cause } from '../../src/domain/cause.ts';
import { PROFILE_IDS } from '../../src/domain/lookup.ts';
import { read } from '../../src/domain/reading.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { silentLog } from '../../src/platform/log.ts';
import { seededRandom } from '../../src/platform/random.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { currentArms } from '../../src/probe/current-arms.ts';
import { FollowUp } from '../../src/probe/follow-up.ts';
import { Rotation } from '../../src/probe/rotation.ts';
import { QueryBudget } from '../../src/schedule/query-budget.ts';
import { EvidenceWindow } from '../../src/window/evidence-window.ts';
import { EVERYTHING_READ } from '../support/machine/node-readings.ts';
import { FakeClock } from '../support/time/fake-clock.ts';
import { blindSnapshot, SURROUNDINGS } from '../window/contexts.ts';
import { armsOf, INSIDE, knownPods, OUTSIDE } from '../worlds/arms.ts';
import { lookUp, lookupOutcome } from '../worlds/lookups.ts';
import { pairOutcome, START } from '../worlds/outcomes.ts';
import { sendPair } from '../worlds/pairs.ts';
import { Run } from '../worlds/run.ts';
import type { World } from '../worlds/world.ts';

const PAIRS_MS = 2_000;
const LOOKUPS_MS = 10_000;
const STEP_MS = 5_000;
const BEGIN_MS = 1_000;
const BUDGET = 200;

export interface Judged {
  /** Milliseconds since the agent's start. */
  readonly atMs: number;
  readonly verdicts: readonly Verdict[];
}

export interface Episode {
  readonly judged: readonly Judged[];
  /** The causes under which slow lookups were counted. */
  readonly counted: readonly Cause[];
}

/** The world's faults last from `faultMs` to `cureMs`; the agent is judged every 5 s until `endMs`, all since its start. */
export async function episode(
  world: World,
  { faultMs, cureMs, endMs }: { readonly faultMs: number; readonly cureMs: number; readonly endMs: number },
): Promise<Episode> {
  const clock = new FakeClock(BEGIN_MS, START);
  const random = seededRandom(`episode ${world.seed}`);
  const ending = new AbortController();
  const [well, ill] = [new Run({ ...world, faults: [] }), new Run(world)];
  const at = () => clock.now() - BEGIN_MS;
  const runNow = () => (at() >= faultMs && at() < cureMs ? ill : well);
  const window = await EvidenceWindow.start({
    clock,
    snapshot: async () => ({
      ...blindSnapshot(clock),
      ...EVERYTHING_READ,
      conntrack: read({
        era: world.era,
        cpus: [{ cpu: 0, counts: { drop: 0, insertFailed: 0, earlyDrop: 0 } }],
      }),
      softnet: read([{ cpu: 0, counts: { processed: 0, dropped: 0, squeezed: 0 } }]),
    }),
    context: () => ({ ...SURROUNDINGS, endpoints: knownPods(world).map(({ address }) => address) }),
    onStep: () => {},
  });
  const counted: Cause[] = [];
  let serial = 0;
  const arms = armsOf(world, 'all');
  const all = () => arms;
  const recheck = new Recheck(clock, random, all);
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
    const outcome = pairOutcome(asked, at(), sent, 0);
    await new Promise<void>((resolve) => clock.after(outcome.durationMs, resolve));
    window.pair(outcome);
    recheck.pair(outcome);
  };
  const budget = new QueryBudget(clock, 2, { burst: BUDGET, credit: { queries: 100, withinSeconds: 600 } });
  const investigation = new Investigation(
    { budget: BUDGET, cooldown: 60_000 },
    {
      clock,
      signal: ending.signal,
      questions: currentArms(new FollowUp(random, () => nextStrategies(window.judge().verdicts), all), all),
      recheck,
      rotation: currentArms(new Rotation(random, all), all),
      pair,
      broke: (error) => {
        throw error;
      },
      afford: (queries) => budget.takeSpare(queries),
    },
  );
  const incidents = new Incidents({
    log: silentLog,
    watcher: window,
    investigation,
    recordSlowLookup: (cause) => counted.push(cause),
    conclude: () => {},
  });
  const lookup = (name: string, profile: (typeof PROFILE_IDS)[number]) => {
    serial += 1;
    budget.take(2);
    const asked = { profile, name, at: at(), lookup: 100_000 + serial, opt: false };
    const outcome = lookupOutcome(asked, lookUp(runNow(), asked));
    clock.after(outcome.durationMs, () => {
      window.lookup(outcome);
      void incidents.explain(outcome, undefined);
    });
  };
  const names = world.outside ? [INSIDE, OUTSIDE] : [INSIDE];
  for (const name of names)
    for (const profile of PROFILE_IDS)
      clock.after(random.next() * LOOKUPS_MS, () => clock.every(LOOKUPS_MS, () => lookup(name, profile)));
  clock.every(PAIRS_MS, () => {
    const arm = investigation.next();
    if (arm && budget.take(2)) void pair(arm);
  });
  const judged: Judged[] = [];
  clock.every(STEP_MS, () => {
    void window.step();
    incidents.review();
    judged.push({ atMs: at(), verdicts: window.judge().verdicts });
  });
  await clock.advance(endMs);
  ending.abort();
  incidents.close();
  return { judged, counted };
}
