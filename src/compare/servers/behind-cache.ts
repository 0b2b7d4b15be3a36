/** DNS pods that fail behind a cache: the node's own, or a resolver of the pod. Applications ask the cache, and it asks the pods. */

import { isLoopback } from '../../domain/server.ts';
import { FRESH } from '../../domain/strategy.ts';
import { confidenceOf, POSSIBLE } from '../../statistics/confidence.ts';
import { fisherGreater, type Proportion } from '../../statistics/tests.ts';
import {
  allFailed,
  asPairs,
  failures,
  noData,
  over,
  ratio,
  rcodeErrors,
  slowOrSilent,
  unusable,
} from '../counts/proportions.ts';
import { nodeLocalArms, ownResolver } from '../view/paths.ts';
import type { SortedEvidence } from '../view/sorted-evidence.ts';
import { insideOutside } from './inside-outside.ts';

/** Is the first nameserver a cache, so that nothing shows to which DNS pods the VIP leads? */
export function asksThroughCache(view: SortedEvidence): boolean {
  return view.first === 'node-local' || ownResolver(view) !== undefined;
}

const NEARLY_ALL = 0.9;

/** Is a cache asked, and no DNS pod known behind it? Then nothing shows whether its errors are its own. */
export function hidesItsPods(view: SortedEvidence): boolean {
  return asksThroughCache(view) && view.endpoints.length === 0;
}

/** The fewest connections to the cache that show something. */
const ENOUGH_CONNECTIONS = 6;

/**
 * Do nearly all connections over TCP to the node's cache stand? Then something listens there, and what it does not answer may be lost behind it:
 * dnsmasq drops an answer of the DNS pods that it cannot use, and ends the connection.
 */
export function cacheTakesConnections(view: SortedEvidence): boolean {
  const tcp = nodeLocalArms(view).filter(({ transport }) => transport === 'tcp');
  const pairs = tcp.reduce((sum, arm) => sum + arm.pairs, 0);
  const stood = tcp.reduce((sum, { connectsMs = [] }) => sum + connectsMs.length, 0);
  return stood >= ENOUGH_CONNECTIONS && stood >= NEARLY_ALL * pairs;
}

/** Queries straight to the DNS pods without a usable answer, if nearly all are and most of them were answered. A cache drops such answers. */
export function podsAreUnusable({ arms }: SortedEvidence): Proportion | undefined {
  const direct = arms.filter(({ target }) => target.kind === 'endpoint');
  const isAnswered = over(direct, unusable).failures > over(direct, failures).failures;
  const found = over(direct, noData);
  return isAnswered && allFailed(found) ? found : undefined;
}

/** Does a DNS pod behind the cache answer nothing when it is asked directly, while another one answers? */
export function podIsGoneBehindCache(view: SortedEvidence): boolean {
  const { endpoints } = view;
  const gone = endpoints.filter(({ udp }) => allFailed(udp));
  return asksThroughCache(view) && gone.length > 0 && gone.length < endpoints.length;
}

/** Are names slow or lost that the cache does not hold, or all of its answers slower than those of the pods that answer directly? */
export function cacheMissesSuffer(view: SortedEvidence): boolean {
  const { arms, lookups } = view.evidence;
  const gone = view.endpoints.filter(({ udp }) => allFailed(udp)).map(({ address }) => address);
  const direct = arms.filter(({ target }) => target.kind === 'endpoint' && !gone.includes(target.address));
  const toCache = arms.filter(({ target, scope }) => target.kind === view.first && scope !== 'cluster');
  // One pod of several that is gone delays a part of these names, or all of them: a cache asks the next pod then. Where none is answered, more is wrong.
  if (allFailed(over(toCache, failures))) return false;
  const cached = over(view.byVip(...FRESH), slowOrSilent);
  const misses = insideOutside(arms, lookups, slowOrSilent).p;
  // A cache that is slow with every name is slow itself: what it holds does not wait for a DNS pod.
  const isSlowItself = ratio(cached) > NEARLY_ALL;
  const slower = isSlowItself ? 1 : fisherGreater(asPairs(cached), asPairs(over(direct, slowOrSilent)));
  return confidenceOf(Math.min(misses, slower)) > POSSIBLE;
}

/** The fewest failed queries, and the least share of them, that a cache may pass on as its own errors. */
const [FEWEST, MOST] = [5, 0.5];

/**
 * Failed queries straight to the pods, if none of them fails with an error code, and a cache is the first nameserver: the node's, if
 * the pods fail most queries, or one of the pod itself on a loopback address, which refuses equal queries while too many wait
 * (dnsmasq, `forward_query` in src/forward.c).
 */
export function silentBehindErrors({ arms, first, qtypes }: SortedEvidence): Proportion | undefined {
  const direct = arms.filter(({ target }) => target.kind === 'endpoint');
  const failed = over(direct, noData, qtypes);
  const isOwn = arms.some(({ target }) => target.kind === first && isLoopback(target.address));
  const isPassedOn = isOwn ? failed.failures >= FEWEST : first === 'node-local' && ratio(failed) >= MOST;
  return isPassedOn && over(direct, rcodeErrors, qtypes).failures === 0 ? failed : undefined;
}
