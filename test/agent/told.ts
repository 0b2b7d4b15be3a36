/** What an agent claimed in an episode: which causes above 0.5, since when, and until when. */

import { type Cause, harmOf } from '../../src/domain/cause.ts';
import type { Mechanism, World } from '../worlds/world.ts';
import { type Episode, episode, type Times } from './episode.ts';

export interface Told {
  /** All causes that were above 0.5 at any moment. `something-else` and `not-enough-evidence` name none. */
  readonly causes: ReadonlySet<Cause>;
  /** From the begin of the fault until the first claim, milliseconds; infinite if there was none. */
  readonly firstMs: number;
  /** From the cure until the last claim, milliseconds; negative if it ended before. */
  readonly endMs: number;
  /** How many times nothing was claimed between the first claim and the cure. */
  readonly relapses: number;
  /** The causes under which slow lookups were counted. */
  readonly counted: ReadonlySet<Cause>;
}

function toldIn({ judged, counted }: Episode, { faultMs, cureMs }: Times): Told {
  const claims = judged.map(({ atMs, verdicts }) => ({
    atMs,
    causes: verdicts
      .filter(({ cause, confidence }) => harmOf(cause) !== 'unnamed' && confidence > 0.5)
      .map(({ cause }) => cause),
  }));
  const named = claims.filter(({ causes }) => causes.length > 0);
  const first = named[0]?.atMs ?? Number.POSITIVE_INFINITY;
  return {
    causes: new Set(named.flatMap(({ causes }) => causes)),
    firstMs: first - faultMs,
    endMs: (named.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) - cureMs,
    relapses: claims.filter(({ atMs, causes }) => atMs > first && atMs <= cureMs && causes.length === 0)
      .length,
    counted: new Set(counted),
  };
}

/** A cluster of two DNS pods, in which these mechanisms are faulty. */
export function clusterWith(faults: readonly Mechanism[], changes: Partial<World> = {}): World {
  return {
    ...{ seed: 1, pods: 2, spread: 'random', weights: [0.5, 0.5], list: 'exact', nameservers: 1 },
    ...{ rotate: false, edns0: false, cache: { place: 'none', known: false }, outside: true, hitRate: 0 },
    ...{
      counters: 'present',
      background: 0,
      era: 'clashres',
      rttMs: 1,
      endpointsChanged: false,
      large: false,
    },
    ...changes,
    faults: faults.map((fault, index) => ({ ...fault, salt: 100 * (index + 1) })),
  };
}

/** An agent that starts so long before the fault, which lasts for `lastsMs`. */
export async function tell(world: World, startMs: number, lastsMs: number): Promise<Told> {
  const times = { faultMs: startMs, cureMs: startMs + lastsMs, endMs: startMs + lastsMs + 75_000 };
  return toldIn(await episode(world, times), times);
}
