/** The sets of DNS pods that may fail together. */

import { type Ask, lostPairs } from './ask.ts';
import { NEARLY_ALL } from './axes.ts';

export type Kind = Ask['target']['kind'];

export function addressesAsked(asks: readonly Ask[], kind: Kind): readonly string[] {
  return [...new Set(asks.filter(({ target }) => target.kind === kind).map(({ target }) => target.address))];
}

/**
 * Each pod that lost something, alone. Several pods may have one reason: those that lost most queries, as they may be gone, and those that lost
 * about as much as each other, as they may be behind one link. No set has all pods.
 */
export function podSets(asks: readonly Ask[]): readonly (readonly string[])[] {
  const direct = asks.filter(({ target, transport }) => target.kind === 'endpoint' && transport === 'udp');
  const losing = direct.filter((ask) => lostPairs(ask) > 0);
  const gone = direct.filter((ask) => shareLost(ask) > 0.5);
  const alike = losingAlike(direct);
  const several = alike.length > gone.length ? [gone, alike] : [gone];
  return [
    ...losing.map((ask) => [ask]),
    ...several.filter((some) => some.length > 1 && some.length < direct.length),
  ].map((some) => some.map(({ target }) => target.address));
}

/** Those that lose more than stray queries and about as much as each other, if the rest lose hardly anything. */
function losingAlike(direct: readonly Ask[]): readonly Ask[] {
  const clear = direct.filter((ask) => lostPairs(ask) >= FEWEST_LOST);
  const shares = clear.map(shareLost);
  const least = Math.min(...shares);
  const isAlike = Math.max(...shares) <= MOST_UNLIKE * least;
  const areOthersWell = direct.every((ask) => clear.includes(ask) || shareLost(ask) <= HARDLY * least);
  return isAlike && areOthersWell ? clear : [];
}

/** Pairs: fewer may be stray losses. */
const FEWEST_LOST = 5;
/** The greatest share of lost pairs, relative to the least, of pods that lose alike. */
const MOST_UNLIKE = 2;
/** The most that another pod may lose, relative to the least of them. */
const HARDLY = 0.2;

function shareLost(ask: Ask): number {
  return ask.pairs === 0 ? 0 : lostPairs(ask) / ask.pairs;
}

/** The sets of pods that answer nothing, while another pod answers. */
export function goneSets(
  sets: readonly (readonly string[])[],
  asks: readonly Ask[],
): readonly (readonly string[])[] {
  const known = addressesAsked(asks, 'endpoint');
  return sets.filter(
    (pods) => pods.every((pod) => isGone(pod, asks)) && !known.every((pod) => isGone(pod, asks)),
  );
}

/** Does the pod answer nothing over UDP, or nearly nothing? */
export function isGone(address: string, asks: readonly Ask[]): boolean {
  return asks.every(
    (ask) =>
      ask.target.address !== address ||
      ask.transport === 'tcp' ||
      lostPairs(ask) >= NEARLY_ALL[0] * ask.pairs,
  );
}

/** The pods that answer neither query of a pair, or hardly any, over UDP and TCP; empty if no other pod answers. */
export function silentPods(asks: readonly Ask[]): readonly string[] {
  const pods = addressesAsked(asks, 'endpoint');
  const silent = pods.filter((address) =>
    asks.every(
      ({ target, counts, pairs }) => target.address !== address || counts.both >= NEARLY_ALL[0] * pairs,
    ),
  );
  return silent.length < pods.length ? silent : [];
}
