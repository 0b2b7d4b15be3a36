/** The counters of the node that would rise if another cause lost the datagrams than the network. */

import { LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import {
  backlogDrops,
  type CounterExcess,
  type CounterOf,
  conntrackDrops,
  conntrackDropsOfAnyFlow,
  ownBufferDrops,
} from './counters.ts';
import type { View } from './view.ts';
import { joined } from './wording.ts';

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

export interface Rival {
  readonly name: string;
  readonly found: CounterExcess;
}

export function rivalsOf(view: View): readonly Rival[] {
  return COUNTERS.map((counter) => ({ name: counter.name, found: excessOf(counter, view) }));
}

/** The highest confidence in a loss on the network that these counters allow. */
export function confidenceBesideRivals(rivals: readonly Rival[]): number {
  return Math.min(1, ...rivals.map(({ found }) => ruledOut(found)));
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

/** If a counter rose or can't be read, packet loss is possible, but not more. */
function ruledOut(found: CounterExcess): number {
  if (found.kind === 'unchanged') return 1;
  return found.kind === 'expected' && found.excluded ? LIKELY : POSSIBLE;
}

function quietRivals(rivals: readonly Rival[]): string[] {
  const quiet = rivals.filter(({ found }) => found.kind === 'unchanged' || found.kind === 'expected');
  return quiet.length === 0
    ? []
    : [`counters with no more drops than usual: ${joined(quiet.map(({ name }) => name))}`];
}
