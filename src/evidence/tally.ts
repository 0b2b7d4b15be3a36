/** Counts queries by how they ended. */

import type { ErrorCodes, QueryTally } from '../domain/evidence.ts';
import { SLOW_ANSWER_MS } from '../domain/evidence.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import { assertNever } from '../platform/assert-never.ts';

type Counts = { -readonly [key in keyof QueryTally]: QueryTally[key] };

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
  networkErrorCodes: {},
  malformed: 0,
  malformedReasons: {},
  sendErrors: 0,
  sendErrorCodes: {},
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
      counts.networkErrorCodes = oneMore(counts.networkErrorCodes, outcome.code);
      return;
    case 'malformed':
      counts.malformed += 1;
      counts.malformedReasons = oneMore(counts.malformedReasons, outcome.reason);
      return;
    case 'send-failed':
      counts.sendErrors += 1;
      counts.sendErrorCodes = oneMore(counts.sendErrorCodes, outcome.code);
      return;
    case 'aborted':
      return;
    default:
      assertNever(outcome);
  }
}

function oneMore(counts: ErrorCodes, key: string): ErrorCodes {
  return { ...counts, [key]: (counts[key] ?? 0) + 1 };
}

/** Was a query sent, and no response came: a timeout or a network error? */
export function failed(outcome: QueryOutcome): boolean {
  return outcome.kind === 'timed-out' || outcome.kind === 'unreachable';
}

/** Did a query take longer than a healthy server needs, or fail? */
export function troubled(outcome: QueryOutcome): boolean {
  if (failed(outcome) || outcome.kind === 'late') return true;
  return outcome.kind === 'answered' && outcome.rttMs >= SLOW_ANSWER_MS;
}
