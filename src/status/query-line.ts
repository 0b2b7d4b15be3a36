/** How one query of a lookup was sent and how it ended, in words. */

import type { LookupQuery } from '../domain/lookup.ts';
import type { QueryOutcome } from '../domain/outcome.ts';
import { formatMs } from './format-ms.ts';

/** `AAAA, retry 1: timed-out after 5.000 s`. */
export function queryEnd({ attempt, outcome }: LookupQuery): string {
  const again = attempt === 0 ? '' : `, retry ${attempt}`;
  return `${outcome.qtype}${again}: ${endOf(outcome)}`;
}

/** `kubernetes.default, sent at 5.000 s from port 40000`. */
export function querySent({ outcome: { name, sentAtMs, localPort } }: LookupQuery): string {
  return `${name}, sent at ${formatMs(sentAtMs)} from port ${localPort}`;
}

function endOf(query: QueryOutcome): string {
  if ('waitedMs' in query) return `${query.kind} after ${formatMs(query.waitedMs)}`;
  const answer = 'answer' in query ? ` ${query.answer.rcode}` : 'code' in query ? ` ${query.code}` : '';
  return `${query.kind}${answer}${'rttMs' in query ? ` after ${formatMs(query.rttMs)}` : ''}`;
}
