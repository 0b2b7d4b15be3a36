/** The counters of the node that would rise if another cause lost the datagrams than the network. */

import { LIKELY, POSSIBLE } from '../../statistics/confidence.ts';
import {
  backlogDrops,
  type CounterExcess,
  type CounterOf,
  conntrackDrops,
  conntrackDropsOfAnyFlow,
  ownBufferDrops,
} from '../counts/counters.ts';
import { joined } from '../counts/wording.ts';
import type { View } from '../view/view.ts';

/** The counter of another cause that loses datagrams of every kind. */
interface Counter {
  readonly name: string;
  readonly pick: CounterOf;
  /** Those of them that lose every kind of datagram alike. The ways to ask show the rest. */
  readonly alike?: CounterOf;
}

const COUNTERS: readonly Counter[] = [
  { name: 'conntrack', pick: conntrackDrops, alike: conntrackDropsOfAnyFlow },
  { name: "the CPUs' backlog", pick: backlogDrops },
  { name: "fivesec's receive buffer", pick: ownBufferDrops },
];

/** Below this part of the queries that were lost in the same steps, a counter does not explain the losses. */
const SMALL_PART = 0.25;

export interface Rival {
  readonly name: string;
  readonly found: CounterExcess;
  /** It rose, and its drops explain only a small part of the lost queries: its cause is a second fault. */
  readonly isSmall: boolean;
}

/** `ownLost`: how many queries the loss that they compete with has taken, if another fault lost most of them. */
export function rivalsOf(view: View, ownLost = Number.POSITIVE_INFINITY): readonly Rival[] {
  const lost = Math.min(ownLost, view.evidence.lossy.failed);
  return COUNTERS.map((counter) => {
    const found = excessOf(counter, view);
    const isSmall = found.kind === 'elevated' && found.rise - found.expected < SMALL_PART * lost;
    return { name: counter.name, found, isSmall };
  });
}

/** The highest confidence in a loss on the network that these counters allow. */
export function confidenceBesideRivals(rivals: readonly Rival[]): number {
  return Math.min(1, ...rivals.map(ruledOut));
}

export function rivalFacts(rivals: readonly Rival[]): readonly string[] {
  const unknown = rivals.flatMap(({ name, found }) =>
    found.kind === 'unknown' ? [`drops of ${name}: not known (${found.why})`] : [],
  );
  return [...unknown, ...quietRivals(rivals)];
}

/**
 * Where a counter rises at its usual rate, and so fast that our losses would not stand out, its drops that lose every kind
 * alike decide. On a busy node conntrack drops clashes of other pods all the time, and these never make our losses alike.
 */
function excessOf({ pick, alike }: Counter, view: View): CounterExcess {
  const found = view.excessOf(pick);
  if (alike === undefined || found.kind !== 'expected' || found.excluded) return found;
  const narrower = view.excessOf(alike);
  return narrower.kind === 'unchanged' ? { ...found, excluded: true } : narrower;
}

/** If a counter can't be read, or rose by enough to explain much, packet loss is possible, but not more. */
function ruledOut({ found, isSmall }: Rival): number {
  if (found.kind === 'unchanged') return 1;
  if (isSmall) return LIKELY;
  return found.kind === 'expected' && found.excluded ? LIKELY : POSSIBLE;
}

function quietRivals(rivals: readonly Rival[]): string[] {
  const quiet = rivals.filter(({ found }) => found.kind === 'unchanged' || found.kind === 'expected');
  return quiet.length === 0
    ? []
    : [`counters with no more drops than usual: ${joined(quiet.map(({ name }) => name))}`];
}
