/** The values that a pattern tries for its parameters, where several patterns have the same parameter. */

import { type Fate, sameFate } from './fate.ts';

/** Proportions from rare to nearly all. */
export const SHARES = [
  0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.25, 0.33, 0.4, 0.5, 0.6, 0.67, 0.75, 0.85, 0.92, 0.97, 1,
] as const;
/** Proportions below 1. A mechanism that loses everything is a different one. */
export const PARTIAL_SHARES = SHARES.filter((share) => share <= 0.92);
/** Practically everything. */
export const NEARLY_ALL = [0.97, 1] as const;
/** How often the two queries of a pair are lost together. */
export const TOGETHER = [0, 0.5, 1] as const;
/** How often the lost query is the A, if exactly one query of a race is lost. */
export const SHARE_OF_A = [0.02, 0.25, 0.5, 0.8] as const;
/** The same for a pair, in which the A leaves first. */
export const SHARE_OF_FIRST = [0.02, 0.3] as const;
/** TCP sends a lost segment again after a second: it fails within a deadline only if two or three in a row are lost. */
export const TCP_FAILS = [0, 1, 3] as const;

/**
 * The loss over TCP if datagrams are lost with probability `p`; `times` is one of `TCP_FAILS`. It stays below that of a datagram and its answer: TCP repeats
 * both. So a path that loses a part of the datagrams does not explain that no connection works.
 */
export function overTcpOf(p: number, times: number): Fate {
  return sameFate(Math.min(1 - (1 - p) ** 2, times * p ** 2));
}
