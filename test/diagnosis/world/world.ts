/** A simulated cluster. Each fault is a mechanism that loses or delays queries, so that rules are tested with losses that they were not written for. */

import type { ConntrackEra } from '../../../src/domain/node.ts';

/** Each a probability, 0 if left out. */
export interface Faults {
  /** A clash of A and AAAA that loses one of them: of a `race`, and how much less often of a `pair`. */
  readonly race?: number;
  readonly pairShare?: number;
  /** No counter tells of the race, as where another firewall than conntrack drops. */
  readonly raceUncounted?: boolean;
  /** Pairs straight to a DNS pod clash as well, as before Linux 5.0. */
  readonly raceDirect?: boolean;
  /** A clash that is repaired, and still costs the answer when that takes over a second. */
  readonly repaired?: number;
  readonly loss?: number;
  readonly snat?: number;
  readonly full?: number;
  /** Failure of the first endpoint. */
  readonly endpoint?: number;
  readonly stale?: boolean;
  readonly vip?: boolean;
  readonly nodeLocal?: boolean;
  readonly udp?: boolean;
  readonly tcp?: boolean;
  readonly aaaa?: number;
  readonly servfail?: number;
  /** The share of slow answers, and how slow. */
  readonly slow?: number;
  readonly slowMs?: number;
  readonly upstream?: number;
  readonly buffer?: number;
  readonly backlog?: number;
  readonly search?: boolean;
  readonly starved?: number;
}

export interface World {
  readonly seed: string;
  readonly faults: Faults;
  readonly pairs?: number;
  readonly windowMs?: number;
  readonly endpoints?: number;
  /** Drops with insert_failed of other pods, for each second. */
  readonly background?: number;
  readonly era?: ConntrackEra;
  readonly stepMs?: number;
  readonly nodeLocal?: boolean;
  /** Does the agent speak IPv6 with DNS? Its own counters are those of `Udp6` then. */
  readonly six?: boolean;
}

/** A world in which nothing is left open. */
export type WholeWorld = Required<World>;

/** Fills in what a test did not say: three DNS pods, asked for 20 s on a recent kernel. */
export function whole(world: World): WholeWorld {
  return {
    pairs: 600,
    windowMs: 20_000,
    endpoints: 3,
    background: 0,
    era: 'chainlength',
    stepMs: 1000,
    nodeLocal: false,
    six: false,
    ...world,
  };
}

/** When the window begins, by the wall clock. */
export const START = 1_700_000_000_000;
