/** Counts what became of queries. */

import type { QueryTally } from '../domain/evidence.ts';
import { SLOW_ANSWER_MS } from '../domain/evidence.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import { assertNever } from '../platform/assert-never.ts';

type Counts = { -readonly [key in keyof QueryTally]: number };

/** `isEndpoint` knows the DNS pods by the address that a misdirected answer came from. */
export function tally(outcomes: readonly QueryOutcome[], isEndpoint: (from: string) => boolean): QueryTally {
  const counts: Counts = { ...NO_QUERIES };
  for (const outcome of outcomes) count(outcome, counts, isEndpoint);
  return counts;
}

export const NO_QUERIES: QueryTally = {
  answered: 0,
  late: 0,
  rcodeErrors: 0,
  timedOut: 0,
  wrongSource: 0,
  wrongSourceFromEndpoint: 0,
  networkErrors: 0,
  malformed: 0,
  sendErrors: 0,
  slow: 0,
};

function count(outcome: QueryOutcome, counts: Counts, isEndpoint: (from: string) => boolean): void {
  switch (outcome.kind) {
    case 'answered':
    case 'late':
      counts[outcome.kind] += 1;
      if (outcome.rttMs >= SLOW_ANSWER_MS) counts.slow += 1;
      return;
    case 'refused-by-rcode':
      counts.rcodeErrors += 1;
      if (outcome.rttMs >= SLOW_ANSWER_MS) counts.slow += 1;
      return;
    case 'timed-out':
      counts.timedOut += 1;
      if (outcome.misdirectedFrom.length > 0) counts.wrongSource += 1;
      if (outcome.misdirectedFrom.some(isEndpoint)) counts.wrongSourceFromEndpoint += 1;
      return;
    case 'unreachable':
      counts.networkErrors += 1;
      return;
    case 'malformed':
      counts.malformed += 1;
      return;
    case 'send-failed':
      counts.sendErrors += 1;
      return;
    case 'aborted':
      return;
    default:
      assertNever(outcome);
  }
}

/** Did a query get nothing at all: neither an answer, nor an error code, nor a late answer? */
export function failed(outcome: QueryOutcome): boolean {
  return outcome.kind === 'timed-out' || outcome.kind === 'unreachable';
}

/** Did a query take longer than a healthy server needs, or fail? */
export function troubled(outcome: QueryOutcome): boolean {
  if (failed(outcome) || outcome.kind === 'late') return true;
  return outcome.kind === 'answered' && outcome.rttMs >= SLOW_ANSWER_MS;
}
