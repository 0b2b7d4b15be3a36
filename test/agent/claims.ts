/** What an agent claimed in an episode: which causes above 0.5, since when, and until when. */

import { type Cause, harmOf } from '../../src/domain/cause.ts';
import type { World } from '../worlds/world.ts';
import { type Episode, episode } from './episode.ts';
import type { Times } from './episode-world.ts';

export interface Claims {
  /** All causes that were above 0.5 at any moment. `something-else` and `not-enough-evidence` name none. */
  readonly causes: ReadonlySet<Cause>;
  /** From the beginning of the fault until the first claim, milliseconds; infinite if there was none. */
  readonly firstMs: number;
  /** From the cure until the last claim, milliseconds; negative if it ended before. */
  readonly endMs: number;
  /** How many times nothing was claimed between the first claim and the cure. */
  readonly relapses: number;
  /** The causes under which slow lookups were counted. */
  readonly counted: ReadonlySet<Cause>;
}

function claimsIn({ judged, counted }: Episode, { faultMs, cureMs }: Times): Claims {
  const moments = judged.map(({ atMs, verdicts }) => ({
    atMs,
    causes: verdicts
      .filter(({ cause, confidence }) => harmOf(cause) !== 'unnamed' && confidence > 0.5)
      .map(({ cause }) => cause),
  }));
  const named = moments.filter(({ causes }) => causes.length > 0);
  const first = named[0]?.atMs ?? Number.POSITIVE_INFINITY;
  return {
    causes: new Set(named.flatMap(({ causes }) => causes)),
    firstMs: first - faultMs,
    endMs: (named.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) - cureMs,
    relapses: moments.filter(({ atMs, causes }) => atMs > first && atMs <= cureMs && causes.length === 0)
      .length,
    counted: new Set(counted),
  };
}

/** The claims of an agent that starts `startMs` before the fault, which lasts for `lastsMs`. */
export async function claimsOf(world: World, startMs: number, lastsMs: number): Promise<Claims> {
  const times = { faultMs: startMs, cureMs: startMs + lastsMs, endMs: startMs + lastsMs + 75_000 };
  return claimsIn(await episode(world, times), times);
}
