/** How long each step of a request took by itself. A phase that the request did not have is absent, not 0. */

import type { HttpPhase } from '../domain/http-request.ts';
import type { TimedRequest } from './timed-request.ts';

export type PhaseTimes = { readonly [phase in HttpPhase]?: number };

/**
 * Milliseconds. `lookup` is absent for an address, `tls` for http. `answer` lasts until the head of the answer is there, `body` from
 * then on. A failed request has its lookup only, which lasts until the deadline if it did not end: a lookup that stalls and then
 * fails is what fivesec looks for.
 */
export function phasesOf(request: TimedRequest): PhaseTimes {
  if (request.kind === 'interrupted') return {};
  const { lookupMs } = request;
  const lookup = lookupMs > 0 ? { lookup: lookupMs } : {};
  if (request.kind === 'failed') return lookup;
  const { connectMs, appconnectMs, pretransferMs, starttransferMs, totalMs } = request;
  return {
    ...lookup,
    connect: connectMs - lookupMs,
    ...(appconnectMs > 0 && { tls: appconnectMs - connectMs }),
    answer: starttransferMs - pretransferMs,
    body: totalMs - starttransferMs,
  };
}
