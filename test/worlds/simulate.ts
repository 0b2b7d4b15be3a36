/** A check in a world: the arms in turn at the check's own rates, and lookups beside them, until its time is over. */

import { ratesFor } from '../../src/check/rates.ts';
import { CHECK_DEFAULTS } from '../../src/config/options.ts';
import type { Arm } from './arms.ts';
import { type ArmChoice, armsOf, INSIDE, OUTSIDE } from './arms.ts';
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
const DEALT = 7;

/** Receives all that is measured, in the order of sending. */
export interface Sink {
  pair(arm: Arm, at: number, pair: Pair, starvedMs: number): void;
  lookup(asked: Asked, lookup: Lookup): void;
}

/** Returns the run, and when the last probe ended: milliseconds since the start. */
export function simulate(world: World, choice: ArmChoice, sink: Sink): { run: Run; windowMs: number } {
  const run = new Run(world);
  const names = world.outside ? [INSIDE, OUTSIDE] : [INSIDE];
  const maxQps = CHECK_DEFAULTS['maxQps'] ?? 0;
  const rates = ratesFor(maxQps, names.length * PROFILES.length, DURATION_MS);
  const dealer = new Dealer(run, armsOf(world, choice));
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
        windowMs = Math.max(windowMs, made.at + got.durationMs);
      }
    }
    const arm = dealer.next(at);
    if (arm === undefined) continue;
    const { strategy } = arm;
    const sent = sendPair(run, { arm, strategy, at, pair: pair + 1, opt: strategy === 'edns' });
    dealer.inUse(arm, at + sent.durationMs);
    if (sent.durationMs > STALLS_MS) endMs = Math.min(endMs, Math.max(LOSSY_END_MS, at + STALLS_MS));
    windowMs = Math.max(windowMs, at + sent.durationMs);
    sink.pair(arm, at, sent, run.starvedMs(pair));
  }
  return { run, windowMs: Math.max(windowMs, endMs) };
}

/** Each arm once a round, in random order. The standing socket serves one pair at a time. */
class Dealer {
  readonly #run: Run;
  readonly #arms: readonly Arm[];
  #stack: Arm[] = [];
  #dealt = 0;
  #standingBusyMs = 0;

  constructor(run: Run, arms: readonly Arm[]) {
    this.#run = run;
    this.#arms = arms;
  }

  /** Undefined where it is the turn of the standing socket, and that is in use. */
  next(at: number): Arm | undefined {
    const first = this.#pop();
    const arm = this.#isBusy(first, at) ? this.#pop() : first;
    return this.#isBusy(arm, at) ? undefined : arm;
  }

  /** What was dealt is in use until then. */
  inUse(arm: Arm, untilMs: number): void {
    if (arm.strategy === 'sticky') this.#standingBusyMs = untilMs;
  }

  #isBusy(arm: Arm | undefined, at: number): boolean {
    return arm?.strategy === 'sticky' && this.#standingBusyMs > at;
  }

  #pop(): Arm | undefined {
    if (this.#stack.length === 0) this.#stack = this.#shuffled();
    return this.#stack.pop();
  }

  #shuffled(): Arm[] {
    this.#dealt += 1;
    return this.#arms
      .map((arm, index) => ({ arm, key: this.#run.roll(DEALT, this.#dealt * 100 + index) }))
      .sort((one, other) => one.key - other.key)
      .map(({ arm }) => arm);
  }
}
