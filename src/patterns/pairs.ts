/** Patterns of pairs: a loss depends on what was sent from the same port a moment before. */

import { type Ask, onClusterPath } from './ask.ts';
import { SHARE_OF_A, SHARE_OF_FIRST, SHARES } from './axes.ts';
import { type Fate, mixture, oneOfTwo, UNHARMED } from './fate.ts';
import type { Pattern } from './pattern.ts';
import { anyOf, FREE, fate, type Prediction, UNAFFECTED } from './prediction.ts';
import { WEIGHTS } from './servers.ts';

/** How often a plain pair loses, relative to a race. */
const SHARE_OF_PAIRS = [0, 0.03, 0.1, 0.3, 0.6, 1, 1.4, 2] as const;
/** How often a pair sent a few milliseconds apart loses one, at most as often as one sent at once. */
const OF_STAGGERED = [0, 0.3, 1] as const;
/**
 * How often a race loses, relative to a pair. It loses less often if the kernel repairs the clash of the two queries: then they
 * may reach two pods on two paths. In most cases both lose equally often, so that value counts fourfold.
 */
const SHARES_OF_RACES = [1, 1, 1, 1, 0.9, 0.8, 0.65, 0.5] as const;
/** How often a query sent after the answer to the first is lost, at most as often as one sent at once. */
const OF_SEQUENTIAL = [0, 0.3, 1] as const;

/**
 * How often a pair sent a few milliseconds apart clashes nevertheless, relative to one sent at once. This is rare: a busy CPU may
 * delay the first query until the second has come.
 */
const CLASHES_WHEN_STAGGERED = 0.03;

function isApart(ask: Ask): boolean {
  return ask.transport === 'tcp' || ask.sockets === 'two' || ask.spacing === 'after-answer';
}

/** Via the VIP, one of two queries sent at once from one socket is lost, most often in a race. Nothing else is lost. */
function clash(
  ask: Ask,
  [lost = 0, shareOfPairs = 0, shareOfA = 0, shareOfFirst = 0]: readonly number[],
): Prediction {
  if (ask.target.kind !== 'vip') return ask.target.kind === 'endpoint' ? UNAFFECTED : FREE;
  if (isApart(ask)) return UNAFFECTED;
  const lostPairs = Math.min(1, lost * shareOfPairs);
  if (ask.spacing === 'delayed') return fate(oneOfTwo(lostPairs * CLASHES_WHEN_STAGGERED, shareOfFirst));
  const pair = oneOfTwo(lostPairs, shareOfFirst);
  if (ask.socket === 'standing') return clashOfStanding(ask, lostPairs, shareOfFirst);
  return fate(ask.strategy === 'race' ? oneOfTwo(lost, shareOfA) : pair);
}

/** Only a pair that begins a new flow may clash. Of these, fivesec does not know which did: none, one, or all. */
function clashOfStanding({ pairs, newFlows = 1 }: Ask, lostPairs: number, shareOfFirst: number): Prediction {
  const clashing = (flows: number) =>
    oneOfTwo(lostPairs * Math.min(1, flows / Math.max(1, pairs)), shareOfFirst);
  return newFlows > 1 ? anyOf(UNHARMED, clashing(1), clashing(newFlows)) : anyOf(UNHARMED, clashing(1));
}

export const CLASH_BY_VIP: Pattern = {
  id: 'clash-by-vip',
  words:
    'one of two queries that are sent at once from one socket is lost via the VIP; queries that are sent apart are not',
  axes: [SHARES, SHARE_OF_PAIRS, SHARE_OF_A, SHARE_OF_FIRST],
  predict: clash,
};

/** Before Linux 5.0 a pair sent directly to a pod clashes as well, once a NAT table is loaded (`nf_nat` of 4.19 and older). */
export const CLASH_EVERYWHERE: Pattern = {
  id: 'clash-everywhere',
  words: 'one of two queries that are sent at once from one socket is lost, straight to a DNS pod as well',
  axes: [SHARES, SHARE_OF_PAIRS, SHARE_OF_A, SHARE_OF_FIRST, SHARE_OF_PAIRS],
  predict: (ask, values) => {
    if (ask.target.kind !== 'endpoint') return clash(ask, values);
    const [lost = 0, , , shareOfFirst = 0, shareOfDirect = 0] = values;
    return ask.transport === 'tcp'
      ? UNAFFECTED
      : fate(oneOfTwo(Math.min(1, lost * shareOfDirect), shareOfFirst));
  },
};

/**
 * A device takes one query at a time from each port, or one in some milliseconds. So the loss of the second query depends on
 * the time between the two.
 */
function second(ask: Ask, values: readonly number[]): Prediction {
  return eachOf(secondFates(ask, values));
}

function eachOf(fates: readonly Fate[]): Prediction {
  const [first = UNHARMED, ...others] = fates;
  return others.length === 0 ? fate(first) : anyOf(first, ...others);
}

/** The same as fates, of which each may be true. */
function secondFates(ask: Ask, values: readonly number[]): readonly Fate[] {
  const [lost = 0, shareOfA = 0, ofStaggered = 0, ofSequential = 0] = values;
  if (ask.transport === 'tcp' || ask.sockets === 'two') return [UNHARMED];
  if (ask.strategy === 'race') return SHARES_OF_RACES.map((share) => oneOfTwo(lost * share, shareOfA));
  if (ask.spacing === 'delayed') return [oneOfTwo(Math.min(lost, ofStaggered), 0.02)];
  return [oneOfTwo(ask.spacing === 'after-answer' ? Math.min(lost, ofSequential) : lost, 0.02)];
}

const SECOND_AXES = [SHARES, SHARE_OF_A, OF_STAGGERED, OF_SEQUENTIAL];

export const ONE_OF_TWO_ON_PATH: Pattern = {
  id: 'one-of-two-on-path',
  words:
    'one of two queries that are sent at once from one port is lost, straight to a DNS pod as well as via the VIP',
  axes: SECOND_AXES,
  predict: (ask, values) => {
    if (onClusterPath(ask)) return second(ask, values);
    // The path to another server may pass the same device, or not.
    const there = second(ask, values);
    return there.kind === 'fate' ? anyOf(UNHARMED, there.fate) : FREE;
  },
};

export const SECOND_FROM_PORT: Pattern = {
  id: 'second-from-port',
  words:
    'the second of two queries from one port is lost via the VIP, even some milliseconds after the first; from two ports it is not',
  axes: SECOND_AXES,
  predict: (ask, values) => {
    if (ask.target.kind === 'endpoint') return UNAFFECTED;
    if (ask.target.kind !== 'vip') return FREE;
    const [lost = 0] = values;
    return ask.socket === 'standing' ? anyOf(UNHARMED, oneOfTwo(lost, 0.02)) : second(ask, values);
  },
};

/** The same on the way to some DNS pods only. A share of the VIP's flows leads there, and a standing socket has one flow. */
export function oneOfTwoToPods(...addresses: readonly string[]): Pattern {
  return {
    id: 'one-of-two-on-path',
    addresses,
    words: `one of two queries that are sent at once from one port is lost on the way to ${addresses.join(' and ')}, via the VIP as well; to the other DNS pods none is`,
    axes: [...SECOND_AXES, WEIGHTS],
    predict: (ask, values) => {
      if (!onClusterPath(ask)) return FREE;
      const [, , , , weight = 0] = values;
      const there = secondFates(ask, values);
      if (ask.target.kind === 'endpoint')
        return addresses.includes(ask.target.address) ? eachOf(there) : UNAFFECTED;
      if (ask.socket === 'standing') return anyOf(UNHARMED, ...there);
      return eachOf(there.map((own) => mixture(weight, own, UNHARMED)));
    },
  };
}

/** Pods that lost one query of many pairs and hardly both, while others lost nothing: the device is before them alone. */
export function podsThatLoseOneOfTwo(asks: readonly Ask[]): readonly string[] {
  const direct = asks.filter(({ target, transport }) => target.kind === 'endpoint' && transport === 'udp');
  const losing = direct.filter(({ counts: { onlyA, onlyAaaa, both }, pairs }) => {
    const one = onlyA + onlyAaaa;
    return one >= FEWEST && one >= OFTEN * pairs && both <= HARDLY * one;
  });
  const well = direct.filter(({ counts: { onlyA, onlyAaaa, both } }) => onlyA + onlyAaaa + both === 0);
  const isSome = losing.length > 0 && well.length > 0 && losing.length + well.length === direct.length;
  return isSome ? [...new Set(losing.map(({ target }) => target.address))] : [];
}

const FEWEST = 5;
const OFTEN = 0.15;
const HARDLY = 0.1;
