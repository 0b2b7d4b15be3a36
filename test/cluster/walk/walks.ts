/** `npm run cluster -- walks`: each fault several times, and a line for each walk. */

import { sleep, systemClock } from '../../../src/platform/clock.ts';
import type { Cluster } from '../harness/cluster.ts';
import { restartAgents } from '../harness/release.ts';
import { drainedNode, quietMinutes, repeated, restartedAgents, restartedDns, scaledDns } from './changes.ts';
import { imitatedRace, raceOnFirstNode, staleEntry, staleOnAllNodes } from './conntrack-faults.ts';
import {
  blackholedPod,
  type Fault,
  frozenProxy,
  type LocalFault,
  lossOfAFifth,
  lossOnAllNodes,
  noPods,
  silentPods,
  silentUpstream,
  slowUpstream,
  stoppedCache,
  unpluggedPod,
} from './faults.ts';
import type { Findings } from './findings.ts';
import { mixture } from './mixture.ts';
import { type Walked, walkFault } from './walk.ts';

/** The faults, and the harmless changes, by the names that the command takes. */
export const WALKED_FAULTS: Readonly<Record<string, Fault>> = {
  'blackholed-pod': blackholedPod,
  'silent-pods': silentPods,
  'unplugged-pod': unpluggedPod,
  'no-pods': noPods,
  loss: lossOfAFifth,
  'loss-on-all': lossOnAllNodes,
  race: imitatedRace,
  'race-on-first': raceOnFirstNode,
  'stale-entry': staleEntry,
  'stale-on-all': staleOnAllNodes,
  'silent-upstream': silentUpstream,
  'slow-upstream': slowUpstream,
  'stopped-cache': stoppedCache,
  'frozen-proxy': frozenProxy,
  quiet: quietMinutes,
  restart: restartedDns,
  scaling: scaledDns,
  drain: drainedNode,
  agents: restartedAgents,
};

/** The faults that a mixture may have. */
const LOCAL_FAULTS: Readonly<Record<string, LocalFault>> = {
  'blackholed-pod': blackholedPod,
  loss: lossOnAllNodes,
  race: imitatedRace,
  'stale-entry': staleOnAllNodes,
};

/**
 * A name, for a harmless change how often it is made in one walk, and how many seconds the fault is kept: `restart:3`, `loss@100`.
 * Several names with `+` between them are a mixture: `race+loss`.
 */
const WORD = /^([a-z+-]+)(?::([1-9]\d*))?(?:@([1-9]\d*))?$/;

/** The faults that `words` name. Undefined if one of them names none. */
export function faultsNamed(words: readonly string[]): readonly Fault[] | undefined {
  const faults = words.map(faultNamed);
  return faults.every((fault) => fault !== undefined) ? faults : undefined;
}

function faultNamed(word: string): Fault | undefined {
  const [, name = '', times, seconds] = WORD.exec(word) ?? [];
  const fault = name.includes('+') ? mixtureNamed(name) : named(WALKED_FAULTS, name);
  if (fault === undefined || (times !== undefined && fault.truths.length > 0)) return undefined;
  const kept = seconds === undefined ? fault : { ...fault, holdMs: 1000 * Number(seconds) };
  return times === undefined ? kept : repeated(kept, Number(times));
}

function mixtureNamed(name: string): Fault | undefined {
  const faults = name.split('+').map((one) => named(LOCAL_FAULTS, one));
  return faults.every((fault) => fault !== undefined) ? mixture(name, faults) : undefined;
}

function named<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

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

/**
 * For example: `round 1 · all DNS pods ... · right 35 s · over 5 s · untrue none · relapses 0 · slow endpoint-down 15 · felt glibc 20 of 90, musl 41 of 120 · load 0.8 to 2.1`.
 * If there are several nodes, the findings are those of each.
 */
export function inOneLine(round: number, { name }: Fault, walked: Walked): string {
  const { felt, load, nodes } = walked;
  const several = Object.entries(nodes);
  const found =
    several.length < 2
      ? foundWords(walked)
      : several.flatMap(([node, findings]) => [`${node}:`, ...foundWords(findings)]);
  return [
    `round ${round}`,
    name,
    ...found,
    `felt ${Object.entries(felt)
      .map(([library, { slow, lookups }]) => `${library} ${slow} of ${lookups}`)
      .join(', ')}`,
    `load ${load.map((value) => value.toFixed(1)).join(' to ')}`,
  ].join(' · ');
}

function foundWords({ rightAfterS, goneAfterS, untrue, relapsesAtS, slow }: Findings): readonly string[] {
  const seconds = (value: number | undefined) => (value === undefined ? 'never' : `${Math.round(value)} s`);
  const claimed = untrue.map(({ cause, confidence, atS }) => `${cause} ${confidence} (${atS.length} looks)`);
  const counted = Object.entries(slow).map(([cause, count]) => `${cause} ${count}`);
  return [
    `right ${seconds(rightAfterS)}`,
    `over ${seconds(goneAfterS)}`,
    `untrue ${claimed.join(', ') || 'none'}`,
    `relapses ${relapsesAtS.length}`,
    `slow ${counted.join(', ') || 'none'}`,
  ];
}
