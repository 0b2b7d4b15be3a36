/** When the VIP can lead to an address without a DNS pod, and how many of its flows then go there. */

import type { Evidence } from '../domain/evidence.ts';

/** Such an address gets about as many flows as each DNS pod. So a smaller share than this needs another explanation. */
export const LEAST_ASTRAY = 0.03;
/** If the VIP loses this share or more, it leads nowhere at all: `vip-unreachable`. */
export const WHOLE_VIP = 0.97;

/** How long after a change of the DNS pods the rules of a node lead to the new set, with a margin. */
const SETTLES_MS = 30_000;

/** Has the set of DNS pods changed so lately that this node's rules may lead to the old one? */
export function isJustChanged({ context: { endpointsChangedAt }, startedAt, windowMs }: Evidence): boolean {
  return endpointsChangedAt !== undefined && startedAt + windowMs - endpointsChangedAt < SETTLES_MS;
}
