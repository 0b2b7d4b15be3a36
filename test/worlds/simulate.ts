/** A check in a world: the arms in turn at the check's own rates, and lookups beside them, until its time is over. */

import { ratesFor } from '../../src/check/rates.ts';
import { exclusiveRotation, type Turn } from '../../src/check/rotation.ts';
import { CHECK_DEFAULTS } from '../../src/config/options.ts';
import { specOf } from '../../src/domain/strategy.ts';
import { seededRandom } from '../../src/platform/random.ts';
import type { Arm as ProbeArm } from '../../src/probe/arms.ts';
import { type Arm, armsOf, INSIDE, OUTSIDE, type Setup } from './arms.ts';
import { backendsSeen } from './fates.ts';
import { type Asked, type Lookup, lookUp } from './lookups.ts';
import { PATIENCE_MS, type Pair, sendPair } from './pairs.ts';
import { Run } from './run.ts';
import type { World } from './world.ts';

/** `fivesec check` by default: 20 s, of which the last deadline is for waiting where something stalls. */
export const DURATION_MS = 20_000;
const LOSSY_END_MS = DURATION_MS - PATIENCE_MS;
/** A pair that is under way for so long makes the check end early (src/check/deadlines.ts). */
const STALLS_MS = 1000;
const PROFILES = ['glibc', 'musl'] as const;
const FIRST_LOOKUP = 100_000;
/** When the check first reads the conntrack table, and how often (src/check/flows.ts). It reads it sooner after a loss. */
const FIRST_READ_MS = 200;
const READ_EACH_MS = 5000;

/** Receives all that is measured, in the order of sending. */
export interface Sink {
  pair(arm: Arm, at: number, pair: Pair, starvedMs: number): void;
  lookup(asked: Asked, lookup: Lookup): void;
}

/** Returns the run, when the last probe ended (milliseconds since the start), and the unlisted backends that were asked directly. */
export function simulate(
  world: World,
  setup: Setup,
  sink: Sink,
): { run: Run; windowMs: number; backends: readonly string[] } {
  const run = new Run(world);
  const names = world.outside ? [INSIDE, OUTSIDE] : [INSIDE];
  const maxQps = CHECK_DEFAULTS['maxQps'] ?? 0;
  const rates = ratesFor(maxQps, names.length * PROFILES.length, DURATION_MS);
  const dealer = new Dealer(world, setup);
  const sentSoFar: Pair[] = [];
  let readAt = FIRST_READ_MS;
  const asked = names.flatMap((name) => PROFILES.map((profile) => ({ name, profile })));
  let endMs = DURATION_MS;
  let windowMs = 0;
  let lookups = 0;
  for (let pair = 0; pair * rates.pairs.interval < endMs; pair += 1) {
    const at = pair * rates.pairs.interval;
    for (; lookups * rates.lookups.interval <= at; lookups += 1) {
      for (const [index, one] of asked.entries()) {
        const lookup = FIRST_LOOKUP + lookups * asked.length + index;
        // The agent's own lookups carry no OPT record, whatever resolv.conf says.
        const made = { ...one, at: lookups * rates.lookups.interval, lookup, opt: false };
        const got = lookUp(run, made);
        sink.lookup(made, got);
        sentSoFar.push(...got.tries.map(({ pair: one }) => one));
        windowMs = Math.max(windowMs, made.at + got.durationMs);
      }
    }
    if (setup.flows && at >= readAt) {
      dealer.found(backendsSeen(run, sentSoFar, at));
      readAt += READ_EACH_MS;
    }
    const turn = dealer.next(at);
    if (turn === undefined) continue;
    const { arm, inUse } = turn;
    const { strategy } = arm;
    const sent = sendPair(run, { arm, strategy, at, pair: pair + 1, opt: specOf(strategy).optPayload > 0 });
    inUse(at + sent.durationMs);
    if (sent.durationMs > STALLS_MS) endMs = Math.min(endMs, Math.max(LOSSY_END_MS, at + STALLS_MS));
    windowMs = Math.max(windowMs, at + sent.durationMs);
    sink.pair(arm, at, sent, run.starvedMs(pair));
    sentSoFar.push(sent);
  }
  return { run, windowMs: Math.max(windowMs, endMs), backends: dealer.backends };
}

/** The agent's own rotation. The standing socket serves one pair at a time. */
class Dealer {
  readonly #turns: () => Turn | undefined;
  readonly #world: World;
  readonly #setup: Setup;
  #arms: readonly Arm[];
  backends: readonly string[] = [];
  #busy: { readonly done: () => void; readonly untilMs: number }[] = [];

  constructor(world: World, setup: Setup) {
    this.#world = world;
    this.#setup = setup;
    this.#arms = armsOf(world, setup.arms);
    this.#turns = exclusiveRotation(seededRandom(`world ${world.seed} dealt`), () => this.#arms);
  }

  /** These backends have an arm from now on. */
  found(backends: readonly string[]): void {
    if (backends.length === this.backends.length) return;
    this.backends = backends;
    this.#arms = armsOf(this.#world, this.#setup.arms, backends);
  }

  /** Undefined where it is the turn of the standing socket, and that is in use. `inUse` says until when this arm is. */
  next(at: number): { readonly arm: Arm; readonly inUse: (untilMs: number) => void } | undefined {
    for (const { done } of this.#busy.filter(({ untilMs }) => untilMs <= at)) done();
    this.#busy = this.#busy.filter(({ untilMs }) => untilMs > at);
    const turn = this.#turns();
    const arm = turn && this.#arms.find((one) => isSame(one, turn.arm));
    if (turn === undefined || arm === undefined) return undefined;
    const standing = specOf(arm.strategy).socket === 'standing';
    return { arm, inUse: (untilMs) => void (standing && this.#busy.push({ done: turn.done, untilMs })) };
  }
}

/** The rotation may still hold an arm from before a backend was found. */
function isSame(one: Arm, dealt: ProbeArm): boolean {
  return (
    one === dealt ||
    (one.strategy === dealt.strategy &&
      one.transport === dealt.transport &&
      one.name === dealt.name &&
      one.server.address === dealt.server.address)
  );
}
