/** The simulated world of an episode: it has its fault for a time, and the readings and DNS pods that the agent sees meanwhile. */

import type { LookupOutcome, ProfileId } from '../../src/domain/lookup.ts';
import type { PairOutcome } from '../../src/domain/pair.ts';
import { read } from '../../src/domain/reading.ts';
import type { Arm } from '../../src/probe/arms.ts';
import { WINDOW_MS } from '../../src/window/history/history.ts';
import { troubledLookup, troubledPair } from '../../src/window/history/trial.ts';
import { EVERYTHING_READ } from '../support/machine/node-readings.ts';
import { armsOf, INSIDE, knownPods, OUTSIDE } from '../worlds/arms.ts';
import { roll } from '../worlds/chance.ts';
import { lookUp, lookupOutcome } from '../worlds/lookups.ts';
import { pairOutcome, START } from '../worlds/outcomes.ts';
import { sendPair } from '../worlds/pairs.ts';
import { Run } from '../worlds/run.ts';
import type { Fault, World } from '../worlds/world.ts';

const OTHERS = 77;
/** The monotonic time at which an episode begins. */
export const BEGIN_MS = 1_000;

export interface Times {
  readonly faultMs: number;
  readonly cureMs: number;
  readonly endMs: number;
  /** Is the fault there at this moment between `faultMs` and `cureMs`? Always, if not given. */
  readonly isIll?: (atMs: number) => boolean;
  readonly replaced?: Replaced;
  /** Faults that are there all the time, such as the rare loss of a network that is well. */
  readonly always?: readonly Fault[];
  /** How likely the fault is to drop a packet of the node's other pods in one second, at this moment between `faultMs` and `cureMs`. Never, if not given. */
  readonly others?: (atMs: number) => number;
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

export class EpisodeWorld {
  readonly names: readonly string[];
  readonly #world: World;
  readonly #times: Times;
  readonly #now: () => number;
  readonly #well: Run;
  readonly #ill: Run;
  readonly #arms: ReturnType<typeof armsOf>;
  #serial = 0;
  #troubledAtMs = Number.NEGATIVE_INFINITY;

  /** `now`: milliseconds since the agent's start. */
  constructor(world: World, times: Times, now: () => number) {
    const { always = [] } = times;
    this.names = world.outside ? [INSIDE, OUTSIDE] : [INSIDE];
    this.#world = world;
    this.#times = times;
    this.#now = now;
    this.#well = new Run({ ...world, faults: always });
    this.#ill = new Run({ ...world, faults: [...world.faults, ...always] });
    this.#arms = armsOf(world, 'all');
  }

  /** Milliseconds since the agent's start. */
  get atMs(): number {
    return this.#now();
  }

  /** Was no probe troubled in the time that verdicts look at? */
  get isCalm(): boolean {
    return this.atMs > this.#troubledAtMs + WINDOW_MS;
  }

  readings() {
    // All faults are of the run that is ill, so nothing else is counted.
    const own = this.#ill.counts.sum(this.#world, this.atMs);
    const others = this.#dropsOfOthers();
    const counts = { ...own, drop: own.drop + others, insertFailed: own.insertFailed + others };
    return {
      ...EVERYTHING_READ,
      conntrack: read({ era: this.#world.era, cpus: [{ cpu: 0, counts }] }),
      softnet: read([{ cpu: 0, counts: { processed: 0, dropped: 0, squeezed: 0 } }]),
    };
  }

  #dropsOfOthers(): number {
    const { faultMs, cureMs, others } = this.#times;
    if (others === undefined) return 0;
    const seconds = Math.max(0, Math.floor((Math.min(this.atMs, cureMs) - faultMs) / 1000));
    return Array.from({ length: seconds }, (_, second) => {
      return roll(this.#world.seed, OTHERS, second) < others(faultMs + 1000 * second);
    }).filter(Boolean).length;
  }

  pods() {
    return podsAt(this.#world, this.atMs, this.#times.replaced);
  }

  arms(): readonly Arm[] {
    const { endpoints } = this.pods();
    return this.#arms.filter(({ way, server }) => way !== 'pod' || endpoints.includes(server.address));
  }

  /** What will become of a pair that is sent now. */
  pair(arm: Arm): PairOutcome {
    const asked = this.#arms.find((one) => one === arm);
    if (!asked) throw new Error('an arm of no world');
    const { strategy } = asked;
    const [at, pair, run] = [this.atMs, this.#nextSerial(), this.#run()];
    const sent = sendPair(run, { arm: asked, strategy, at, pair, opt: strategy === 'edns' });
    const outcome = pairOutcome(asked, at, sent, run.starvedMs(pair));
    if (troubledPair(outcome)) this.#troubledAtMs = at;
    return outcome;
  }

  /** What will become of a lookup that begins now. */
  lookup(name: string, profile: ProfileId): LookupOutcome {
    const asked = { profile, name, at: this.atMs, lookup: 100_000 + this.#nextSerial(), opt: false };
    return lookupOutcome(asked, lookUp(this.#run(), asked));
  }

  /** A lookup ends now. */
  ended(outcome: LookupOutcome): void {
    if (troubledLookup(outcome)) this.#troubledAtMs = this.atMs;
  }

  #nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  #run(): Run {
    const { faultMs, cureMs, isIll = () => true } = this.#times;
    return this.atMs >= faultMs && this.atMs < cureMs && isIll(this.atMs) ? this.#ill : this.#well;
  }
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
