/** A resolver that tries each name of its search list, and asks twice, 5 s apart, on the same socket. */

import type { LookupOutcome, LookupQuery } from '../../../src/domain/lookup.ts';
import type { QueryOutcome } from '../../../src/domain/outcome.ts';
import { NO_STRAYS } from '../../support/wire/outcomes.ts';
import { byVip, INSIDE } from './arms.ts';
import type { Pairs } from './pairs.ts';
import { waitOf } from './queries.ts';
import { START, type WholeWorld } from './world.ts';

const SEARCHED = [
  'a.ns.svc.cluster.local',
  'a.svc.cluster.local',
  'a.cluster.local',
  'a.internal',
  'example.com',
];
const ABSOLUTE = [INSIDE.slice(0, -1)];
const ATTEMPTS = [0, 1];

export class Lookups {
  readonly #candidates: readonly string[];
  readonly #pairs: Pairs;

  constructor({ faults }: WholeWorld, pairs: Pairs) {
    this.#candidates = faults.search ? SEARCHED : ABSOLUTE;
    this.#pairs = pairs;
  }

  /** `at` is in milliseconds since the start of the window. */
  make(at: number): LookupOutcome {
    const candidates = this.#candidates;
    const rounds = candidates.flatMap((_, candidate) => this.#rounds(candidate, at));
    const queries = rounds.flat();
    const lost = queries.filter(isLost).length;
    return {
      profile: 'glibc',
      name: candidates.at(-1) ?? '',
      result: lost > 2 ? 'timeout' : 'ok',
      startedAt: START + at,
      durationMs: rounds.reduce((sum, round) => sum + longest(round), 0),
      candidates,
      addresses: ['192.0.2.1'],
      queries,
      optPayload: 0,
      retries: lost > 0 ? 1 : 0,
      strays: NO_STRAYS,
      starvedMs: 0,
    };
  }

  /** One candidate's: the second only where the first lost something. */
  #rounds(candidate: number, at: number): LookupQuery[][] {
    const arm = byVip('pair', this.#candidates[candidate]);
    const rounds: LookupQuery[][] = [];
    for (const attempt of ATTEMPTS) {
      const { a, aaaa } = this.#pairs.ask(arm, at);
      const round = [a, aaaa].map((outcome) => {
        return { candidate, attempt, outcome: this.#searched(outcome, candidate) };
      });
      rounds.push(round);
      if (!round.some(isLost)) break;
    }
    return rounds;
  }

  /** Names of the search list do not exist, but for the last; far servers take their time over each. */
  #searched(outcome: QueryOutcome, candidate: number): QueryOutcome {
    if (outcome.kind !== 'answered' || candidate === this.#candidates.length - 1) return outcome;
    return { ...outcome, answer: { ...outcome.answer, rcode: 'NXDOMAIN', addresses: [] } };
  }
}

function isLost({ outcome }: LookupQuery): boolean {
  return outcome.kind === 'timed-out';
}

function longest(round: readonly LookupQuery[]): number {
  return Math.max(...round.map(({ outcome }) => waitOf(outcome)));
}
