/** DNS pods, or the server behind them, that answer late. */

import type { Fault } from './fault.ts';
import { serverFault } from './server-fault.ts';

/** Delays are spread: each query waits a random one of these shares of the longest delay. */
const SHARES = [0.25, 0.4, 0.55, 0.7, 0.85, 1] as const;

/** All DNS pods answer after a quarter of `ms` to `ms`. Truth: `slow` queries. */
export function serverSlow({ ms }: { readonly ms: number }): Fault {
  return serverFault('server-slow', smear(ms));
}

/** The upstream answers after a quarter of `ms` to `ms`; needs a topology with an upstream. Truth: `slow` queries. */
export function upstreamSlow({ ms }: { readonly ms: number }): Fault {
  return serverFault('upstream-slow', smear(ms), ({ upstream }) => (upstream ? [upstream] : []));
}

/** Rules are tried in order, so the share of each applies to the queries that the earlier ones left over. */
function smear(ms: number) {
  return SHARES.map((share, index) => ({
    share: 1 / (SHARES.length - index),
    delayMs: share * ms,
    counter: 'slow',
  }));
}
