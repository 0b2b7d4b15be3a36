/** Compares names outside the cluster, for which the DNS pods must ask other servers, with names of the cluster on the same path. */

import type { ArmScope, ArmTally, LookupTally, QueryTally } from '../domain/evidence.ts';
import type { Strategy } from '../domain/strategy.ts';
import { APART } from '../domain/strategy.ts';
import type { Proportion } from '../statistics/tests.ts';
import { fisherGreater } from '../statistics/tests.ts';
import { asPairs, over } from './rates.ts';

export interface InsideOutside {
  readonly outside: Proportion;
  readonly inside: Proportion;
  /** The p-value of the difference, corrected for the number of comparisons. */
  readonly p: number;
  /** In words: which names were asked. */
  readonly from: string;
  /** The arms that asked for names outside; empty if lookups did. */
  readonly arms: readonly ArmTally[];
}

/** The clearest of three comparisons: configured outside names, random names, and lookups. */
export function insideOutside(
  arms: readonly ArmTally[],
  lookups: LookupTally,
  share: (tally: QueryTally) => Proportion,
): InsideOutside {
  const inside = inner(arms, share);
  const pairs = byFirst(arms, 'outside', 'pair');
  const random = byFirst(arms, 'uncached', 'uncached');
  const all = [
    compare(over(pairs, share), inside, 'for names outside', pairs),
    compare(over(random, share), inside, 'for random names that no cache holds', random),
    compare(share(lookups.queries.outside), share(lookups.queries.cluster), 'in lookups of names outside'),
  ];
  const best = all.reduce((one, other) => (other.p < one.p ? other : one));
  // Only comparisons with data count for the correction.
  const made = all.filter(({ outside }) => outside.trials > 0).length;
  return { ...best, p: best.p * Math.max(2, made) };
}

/**
 * Does every random name fail, and never the configured outside name? Then the reason may be the random names themselves: they are
 * below a special-use domain (`invalid.`, RFC 6761 section 6.4), which a validating resolver or a filter may refuse.
 */
export function onlyRandomNamesFail(
  arms: readonly ArmTally[],
  share: (tally: QueryTally) => Proportion,
): boolean {
  const outside = over(byFirst(arms, 'outside', 'pair'), share);
  const random = over(byFirst(arms, 'uncached', 'uncached'), share);
  const isEach = random.trials > 0 && random.failures === random.trials;
  return isEach && outside.failures === 0 && outside.trials >= ENOUGH;
}

const ENOUGH = 20;

/** What a person can do to tell them apart. */
export const RANDOM_NAMES_ONLY =
  'the configured outside name never fails: it may come from a cache, or the upstream server may refuse the domain of the random names (`--uncached-suffix` names another)';

/** Arms of these strategies to the first nameserver, whether it is a VIP or the node's own cache. */
function byFirst(arms: readonly ArmTally[], scope: ArmScope, ...strategies: Strategy[]): readonly ArmTally[] {
  return arms.filter(
    (arm) =>
      arm.scope === scope &&
      (arm.target.kind === 'vip' || arm.target.kind === 'node-local') &&
      strategies.includes(arm.strategy),
  );
}

/** Compares `pair` with `pair`. Adds further arms only if `pair` lost nothing. */
function inner(arms: readonly ArmTally[], share: (tally: QueryTally) => Proportion): Proportion {
  const pairs = over(byFirst(arms, 'cluster', 'pair'), share);
  return pairs.failures > 0 ? pairs : over(byFirst(arms, 'cluster', 'pair', ...APART), share);
}

function compare(
  outside: Proportion,
  inside: Proportion,
  from: string,
  arms: readonly ArmTally[] = [],
): InsideOutside {
  return { outside, inside, p: fisherGreater(asPairs(outside), asPairs(inside)), from, arms };
}
