/** A lookup as an application sees it: the search list, the attempts, the waits, the result. */

import type { LookupOutcome, LookupQuery, LookupResult } from '../domain/lookup.ts';
import { QUERY_TYPES, type QueryType, type Question } from '../domain/question.ts';
import type { Clock } from '../platform/clock.ts';
import type { LagMeter } from '../platform/lag.ts';
import { conclude } from './answers.ts';
import { sendInTurn } from './glibc/send.ts';
import { sendToAll } from './musl/send.ts';
import type { CandidateEnd, Profile } from './profile.ts';
import type { ResolvConf } from './resolv-conf.ts';
import { candidates, isInvalid, nextCandidate, startsAsIs } from './search-list.ts';
import { Session } from './session.ts';

export interface LookupOrder {
  readonly name: string;
  readonly profile: Profile;
  /** The configuration at the start: a change of the file does not affect a lookup under way. */
  readonly conf: ResolvConf;
  /** The types to ask for. Without it those of an application: both, or only A with `no-aaaa`. */
  readonly qtypes?: readonly QueryType[];
  /** The index of the server with which `rotate` starts. */
  readonly firstServer?: number;
  /** How long after the result an answer still counts as late. Milliseconds. */
  readonly graceMs: number;
  /** Called when the application would have its result: with the addresses, none if the lookup failed. */
  readonly concluded?: (addresses: readonly string[]) => void;
}

export interface LookupPorts {
  readonly clock: Clock;
  readonly lag: Pick<LagMeter, 'longestSince'>;
  readonly signal: AbortSignal;
}

/**
 * Runs one lookup with fresh state. Resolves once every query has ended, answered or given up, which may be up to
 * `graceMs` and a timeout after the result; `durationMs` is what the application would have waited. Never rejects for
 * what the network does.
 */
export async function lookup(order: LookupOrder, ports: LookupPorts): Promise<LookupOutcome> {
  const { profile, conf } = order;
  const startedAt = ports.clock.wall();
  const startMs = ports.clock.now();
  const session = new Session(profile, conf, order.firstServer ?? 0, { ...ports, startMs });
  const names = candidates(order.name, conf, profile);
  const qtypes = order.qtypes ?? (conf.noAaaa ? (['A'] as const) : QUERY_TYPES);

  const ends: CandidateEnd[] = [];
  let addresses: readonly string[] = [];
  for (let index: number | undefined = 0; index !== undefined; ) {
    session.startCandidate(index);
    const concluded = await tryName(session, names[index] ?? '', qtypes);
    ends.push(concluded.end);
    addresses = concluded.addresses;
    index = nextCandidate(names, index, concluded.end, profile);
  }

  const durationMs = ports.clock.now() - startMs;
  const starvedMs = ports.lag.longestSince(startMs);
  order.concluded?.(addresses);
  await session.linger(conf.timeoutMs, order.graceMs);
  const { queries, strays } = session.close();
  return {
    profile: profile.id,
    name: order.name,
    result: resultOf(ends, names, profile),
    startedAt,
    durationMs,
    candidates: names.slice(0, 1 + Math.max(0, ...queries.map(({ candidate }) => candidate))),
    addresses,
    queries,
    optPayload: session.optPayload,
    retries: retriesOf(queries),
    strays,
    starvedMs,
  };
}

async function tryName(
  session: Session,
  name: string,
  qtypes: readonly QueryType[],
): Promise<{ end: CandidateEnd; addresses: readonly string[] }> {
  if (isInvalid(name)) return { end: 'invalid', addresses: [] };
  const questions: readonly Question[] = qtypes.map((qtype) => ({ name, qtype }));
  const ask = session.profile.servers === 'in-turn' ? sendInTurn : sendToAll;
  return conclude(await ask(session, questions), qtypes, session.profile);
}

/** Counts the retries. A round repeats some of a candidate's questions, so the most repeated one counts the candidate's rounds. */
function retriesOf(queries: readonly LookupQuery[]): number {
  const rounds = new Map<number, number>();
  for (const { candidate, attempt } of queries)
    rounds.set(candidate, Math.max(attempt, rounds.get(candidate) ?? 0));
  return [...rounds.values()].reduce((total, count) => total + count, 0);
}

/**
 * glibc reports the result of the bare name if that was tried first. Otherwise it reports, over all candidates, NODATA before
 * SERVFAIL before the last one's result (`__res_context_search`). musl reports the last one's.
 */
function resultOf(
  ends: readonly CandidateEnd[],
  names: readonly string[],
  profile: Profile,
): LookupResult | 'aborted' {
  const end = ends.at(-1);
  if (end === 'found') return 'ok';
  if (end === 'aborted') return 'aborted';
  if (end === 'no-address') return 'not-found';
  const failures = ends.filter((failed) => failed !== 'found' && failed !== 'aborted');
  const [first = 'unreachable'] = failures;
  const last = failures.at(-1) ?? first;
  if (profile.search.afterStop === 'give-up' || last === 'unreachable') return resultOfEnd(last);
  if (startsAsIs(names)) return resultOfEnd(first);
  if (ends.includes('nodata')) return 'not-found';
  return resultOfEnd(ends.includes('servfail') ? 'servfail' : last);
}

function resultOfEnd(end: Exclude<CandidateEnd, 'found' | 'aborted'>): LookupResult {
  switch (end) {
    case 'nxdomain':
    case 'nodata':
    case 'no-address':
    case 'invalid':
      return 'not-found';
    case 'servfail':
    case 'refused':
      return 'server-failure';
    case 'timeout':
      return 'timeout';
    case 'unreachable':
    case 'broken-off':
      return 'unreachable';
  }
}
