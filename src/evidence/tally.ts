/** Counts queries by how they ended. */

import { type ErrorCodes, type QueryTally, SLOW_ANSWER_MS } from '../domain/evidence.ts';
import { type Answer, arrived, type QueryOutcome } from '../domain/outcome.ts';
import { starved } from '../domain/starvation.ts';
import { assertNever } from '../platform/assert-never.ts';

type Counts = { -readonly [key in keyof QueryTally]: QueryTally[key] };

/** A query, and the longest stall of fivesec's own event loop during its probe, milliseconds. */
export interface Ended {
  readonly outcome: QueryOutcome;
  readonly starvedMs: number;
}

/** `isEndpoint`: is this the address of a known DNS pod? It is asked for the source of an answer that came from a wrong one. */
export function tally(queries: readonly Ended[], isEndpoint: (from: string) => boolean): QueryTally {
  const counts: Counts = { ...NO_QUERIES };
  for (const query of queries) count(query, counts, isEndpoint);
  return counts;
}

export const NO_QUERIES: QueryTally = {
  answered: 0,
  late: 0,
  rcodeErrors: 0,
  rcodes: {},
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

function count(query: Ended, counts: Counts, isEndpoint: (from: string) => boolean): void {
  const { outcome } = query;
  switch (outcome.kind) {
    case 'answered':
    case 'late':
      counts[outcome.kind] += 1;
      if (outcome.kind === 'late' && isErrorCode(outcome.answer))
        counts.lateRcodes = oneMore(counts.lateRcodes ?? {}, outcome.answer.rcode);
      if (outcome.rttMs >= SLOW_ANSWER_MS && !isReadLate(query)) counts.slow += 1;
      return;
    case 'refused-by-rcode':
      counts.rcodeErrors += 1;
      counts.rcodes = oneMore(counts.rcodes, outcome.answer.rcode);
      if (outcome.rttMs >= SLOW_ANSWER_MS && !isReadLate(query)) counts.slow += 1;
      return;
    case 'timed-out':
      counts.timedOut += 1;
      if (outcome.wrongSources.length > 0) counts.wrongSource += 1;
      if (outcome.wrongSources.some(isEndpoint)) counts.wrongSourceFromEndpoint += 1;
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

function isErrorCode({ rcode }: Answer): boolean {
  return rcode !== 'NOERROR' && rcode !== 'NXDOMAIN';
}

function oneMore(counts: ErrorCodes, key: string): ErrorCodes {
  return { ...counts, [key]: (counts[key] ?? 0) + 1 };
}

/**
 * Does a stall of fivesec's own event loop explain how long this slow answer took? The rest of its probe may be sound: if the other
 * query of a pair is lost, the pair takes a whole timeout, and a short stall explains nothing of that.
 */
export function isReadLate({ outcome, starvedMs }: Ended): boolean {
  return arrived(outcome) && 'rttMs' in outcome && isLateBy(outcome.rttMs, starvedMs);
}

/** The same for any wait of `durationMs`, such as that for a connection. */
export function isLateBy(durationMs: number, starvedMs: number): boolean {
  return durationMs >= SLOW_ANSWER_MS && starved({ durationMs, starvedMs });
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
