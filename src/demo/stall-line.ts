/** One slow or failed lookup on one line: how long it took, and when each of its queries was sent and answered. */

import type { LookupOutcome, LookupQuery } from '../domain/lookup.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import { assertNever } from '../platform/assert-never.ts';

/** `glibc waited 5.01 s for web.test.: at 0.00 s A answered, AAAA got no answer; at 5.01 s A and AAAA answered`. */
export function stallLine({ profile, name, durationMs, queries, result }: LookupOutcome): string {
  const failed = result === 'ok' ? '' : ` and got no address (${result})`;
  return `${profile} waited ${seconds(durationMs)} for ${name}${failed}: ${rounds(queries).map(inWords).join('; ')}`;
}

/** Queries that were sent as one attempt, in the order of sending. */
function rounds(queries: readonly LookupQuery[]): readonly (readonly LookupQuery[])[] {
  const sent = queries.toSorted((one, other) => one.outcome.sentAtMs - other.outcome.sentAtMs);
  return [...grouped(sent, ({ candidate, attempt }) => `${candidate} ${attempt}`).values()];
}

function grouped(queries: readonly LookupQuery[], keyOf: (query: LookupQuery) => string) {
  const groups = new Map<string, readonly LookupQuery[]>();
  for (const query of queries) groups.set(keyOf(query), [...(groups.get(keyOf(query)) ?? []), query]);
  return groups;
}

function inWords(round: readonly LookupQuery[]): string {
  const [first] = round;
  const ends = grouped(round, ({ outcome }) => endOf(outcome));
  const said = [...ends].map(
    ([end, queries]) => `${queries.map(({ outcome }) => outcome.qtype).join(' and ')} ${end}`,
  );
  return `at ${seconds(first?.outcome.sentAtMs ?? 0)} ${said.join(', ')}`;
}

function endOf(outcome: QueryOutcome): string {
  switch (outcome.kind) {
    case 'answered':
      return 'answered';
    case 'late':
      return 'answered too late';
    case 'refused-by-rcode':
      return `answered ${outcome.answer.rcode}`;
    case 'timed-out':
      return 'got no answer';
    case 'malformed':
      return 'got an answer that is not well-formed';
    case 'unreachable':
      return `got the network error ${outcome.code}`;
    case 'send-failed':
      return `was not sent (${outcome.code})`;
    case 'aborted':
      return 'was given up';
    default:
      return assertNever(outcome);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
