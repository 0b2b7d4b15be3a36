/** Patterns of the node's own DNS cache. */

import { PARTIAL_SHARES, SHARES, TOGETHER } from './axes.ts';
import { correlated, sameFate, withMargins } from './fate.ts';
import type { Pattern } from './pattern.ts';
import { anyOf, FREE, fate, shares, UNAFFECTED } from './prediction.ts';
import { nothingOnCluster } from './servers.ts';

/** How often the second query is lost, relative to the first, if it leaves seconds later. */
const LATER = [1, 0.3, 0] as const;

/** 1 if the node's cache also answers at the VIP, 0 if not. It does if `-localip` of node-cache lists the VIP. */
const TAKEN_OVER = [0, 1] as const;

export const NODE_LOCAL_FAILS: Pattern = {
  id: 'node-local-fails',
  words: "only the node's own DNS cache fails, and the VIP with it if the cache takes over the VIP",
  axes: [SHARES, TOGETHER, TAKEN_OVER],
  predict: (ask, [p = 0, together = 0, takenOver = 0]) => {
    if (ask.target.kind === 'node-local') return fate(correlated(p, together));
    if (ask.target.kind !== 'vip' || takenOver === 0) return nothingOnCluster(ask);
    return shares(correlated(p * takenOver, together));
  },
};

/** What the standing socket of a cache that is away at times loses, relative to others: it waits for each lost pair, and so sends fewer. */
const OF_STANDING = [1, 0.5, 0.2, 0] as const;

/**
 * The first nameserver is the node's own cache, and it is away at times: it restarts, or its interface comes and goes. Then both queries of a pair
 * are lost, from two sockets as well, and one that is sent seconds later may be answered. Its arms count as those via the VIP.
 */
export const CACHE_AWAY_AT_TIMES: Pattern = {
  id: 'node-local-fails',
  words: "the node's own DNS cache answers nothing at times; straight to the DNS pods nothing is lost",
  axes: [PARTIAL_SHARES, [0, 0.5, 1]],
  predict: (ask, [p = 0, overTcp = 0]) => {
    if (ask.target.kind === 'endpoint') return UNAFFECTED;
    if (ask.target.kind !== 'vip') return FREE;
    if (ask.transport === 'tcp') return shares(sameFate(p * overTcp));
    if (ask.socket === 'standing') return anyOf(...OF_STANDING.map((share) => sameFate(p * share)));
    if (ask.spacing !== 'after-answer') return fate(sameFate(p));
    return anyOf(...LATER.map((later) => withMargins(p, p * later, 1)));
  },
};
