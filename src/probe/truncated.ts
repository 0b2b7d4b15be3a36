/**
 * Truncated answers. A resolver that gets one without any record asks again over TCP (RFC 7766 section 5), and waits for that answer. So a query of
 * which only a truncated answer came has not ended yet.
 */

import { scopeWithin } from '../domain/name-scope.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { specOf } from '../domain/strategy.ts';
import type { Arm } from './arms.ts';

/**
 * Does a resolver ask again over TCP? Only names that the cluster's DNS server gets from its upstream servers count: `tcp` shows whether the
 * server itself takes connections. `large` compares the two transports, so it asks once over each.
 */
export function asksAgainOverTcp(arm: Arm, clusterDomain: string, { a, aaaa }: PairOutcome): boolean {
  const { asks } = specOf(arm.strategy);
  const isOutside =
    asks === 'uncached' || (asks === 'plain' && scopeWithin(clusterDomain)(arm.name) === 'outside');
  return arm.transport === 'udp' && isOutside && [a, aaaa].some(isOpen);
}

/** The pair as a resolver sees it: a query with a truncated answer ends as it does over TCP, after both waits. */
export function endedOverTcp(udp: PairOutcome, tcp: PairOutcome): PairOutcome {
  return {
    ...udp,
    durationMs: udp.durationMs + tcp.durationMs,
    a: isOpen(udp.a) ? laterBy(udp.a, tcp.a) : udp.a,
    aaaa: isOpen(udp.aaaa) ? laterBy(udp.aaaa, tcp.aaaa) : udp.aaaa,
    starvedMs: Math.max(udp.starvedMs, tcp.starvedMs),
  };
}

type Truncated = Extract<QueryOutcome, { kind: 'answered' | 'late' }>;

function isOpen(outcome: QueryOutcome): outcome is Truncated {
  return (
    (outcome.kind === 'answered' || outcome.kind === 'late') &&
    outcome.answer.truncated &&
    outcome.answer.addresses.length === 0
  );
}

/** How it ended over TCP, with the time that it took over UDP before. */
function laterBy(udp: Truncated, tcp: QueryOutcome): QueryOutcome {
  const { transport, localPort, sentAtMs, rttMs } = udp;
  const sent = { transport, localPort, sentAtMs };
  if ('rttMs' in tcp) return { ...tcp, ...sent, rttMs: rttMs + tcp.rttMs };
  if ('waitedMs' in tcp) return { ...tcp, ...sent, waitedMs: rttMs + tcp.waitedMs };
  return { ...tcp, ...sent };
}
