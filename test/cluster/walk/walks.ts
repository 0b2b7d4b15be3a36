/** `npm run cluster -- walks`: each fault several times, and a line for each walk. */

import { sleep, systemClock } from '../../../src/platform/clock.ts';
import type { Cluster } from '../harness/cluster.ts';
import { restartAgents } from '../harness/release.ts';
import { quietMinutes, restartedDns, scaledDns } from './changes.ts';
import { imitatedRace, staleEntry } from './conntrack-faults.ts';
import {
  blackholedPod,
  type Fault,
  frozenProxy,
  lossOfAFifth,
  noPods,
  silentPods,
  silentUpstream,
  slowUpstream,
  stoppedCache,
  unpluggedPod,
} from './faults.ts';
import { type Walked, walkFault } from './walk.ts';

/** The faults, and the harmless changes, by the names that the command takes. */
export const WALKED_FAULTS: Readonly<Record<string, Fault>> = {
  'blackholed-pod': blackholedPod,
  'silent-pods': silentPods,
  'unplugged-pod': unpluggedPod,
  'no-pods': noPods,
  loss: lossOfAFifth,
  race: imitatedRace,
  'stale-entry': staleEntry,
  'silent-upstream': silentUpstream,
  'slow-upstream': slowUpstream,
  'stopped-cache': stoppedCache,
  'frozen-proxy': frozenProxy,
  quiet: quietMinutes,
  restart: restartedDns,
  scaling: scaledDns,
};

/** How an agent is prepared for each walk. */
export type Before =
  /** It restarts, and the fault begins 15 s later. */
  | { readonly kind: 'cold' }
  /** Nothing is wrong for this long. */
  | { readonly kind: 'quiet'; readonly ms: number };

const YOUNG_MS = 15_000;

/** Walks each of `faults` in each of `rounds`, and prints a line for each walk. */
export async function walkAll(
  cluster: Cluster,
  faults: readonly Fault[],
  { rounds, before, ending }: { rounds: number; before: Before; ending: AbortSignal },
): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    for (const fault of faults) {
      if (ending.aborted) return;
      if (before.kind === 'cold') await restartAgents(cluster);
      await sleep(systemClock, before.kind === 'cold' ? YOUNG_MS : before.ms);
      console.log(inOneLine(round, fault, await walkFault(cluster, fault)));
    }
  }
}

/** For example: `round 1 · all DNS pods ... · right 35 s · over 5 s · untrue none · relapses 0 · slow endpoint-down 15 · felt glibc 20 of 90, musl 41 of 120`. */
export function inOneLine(round: number, { name }: Fault, walked: Walked): string {
  const { rightAfterS, goneAfterS, untrue, relapsesAtS, slow, felt } = walked;
  const seconds = (value: number | undefined) => (value === undefined ? 'never' : `${Math.round(value)} s`);
  const claimed = untrue.map(({ cause, confidence, atS }) => `${cause} ${confidence} (${atS.length} looks)`);
  const counted = Object.entries(slow).map(([cause, count]) => `${cause} ${count}`);
  return [
    `round ${round}`,
    name,
    `right ${seconds(rightAfterS)}`,
    `over ${seconds(goneAfterS)}`,
    `untrue ${claimed.join(', ') || 'none'}`,
    `relapses ${relapsesAtS.length}`,
    `slow ${counted.join(', ') || 'none'}`,
    `felt ${Object.entries(felt)
      .map(([library, { slow, lookups }]) => `${library} ${slow} of ${lookups}`)
      .join(', ')}`,
  ].join(' · ');
}
