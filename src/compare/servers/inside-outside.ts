/** Compares names outside the cluster, for which the DNS pods must ask other servers, with names of the cluster on the same path. */

import type { ArmScope, ArmTally, LookupTally, QueryTally } from '../../domain/evidence.ts';
import { APART, type Strategy } from '../../domain/strategy.ts';
import { fisherGreater, type Proportion } from '../../statistics/tests.ts';
import { rcodesOf } from '../answers/response-codes.ts';
import { asPairs, over, rcodeErrors, trialsOf } from '../counts/proportions.ts';
import { joined } from '../counts/wording.ts';

export interface InsideOutside {
  readonly outside: Proportion;
  readonly inside: Proportion;
  /** The p-value of the difference, corrected for the number of comparisons. */
  readonly p: number;
  /** In words: which names were asked. */
  readonly from: string;
  /** The arms that asked for names outside; empty if lookups did. */
  readonly arms: readonly ArmTally[];
  /** Their queries, or those of the lookups. */
  readonly queries: readonly QueryTally[];
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
    { from: 'for names outside', arms: pairs, queries: both(pairs), ...compare(over(pairs, share), inside) },
    {
      from: 'for random names that no cache holds',
      arms: random,
      queries: both(random),
      ...compare(over(random, share), inside),
    },
    {
      from: 'in lookups of names outside',
      arms: [],
      queries: [lookups.queries.outside],
      ...compare(share(lookups.queries.outside), share(lookups.queries.cluster)),
    },
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

/**
 * Was each random name answered with REFUSED, while no other name outside the cluster was asked? An upstream server that fails says
 * SERVFAIL; one with a policy for the domain of the random names refuses them and nothing else.
 */
export function onlyRandomNamesAreRefused(arms: readonly ArmTally[], lookups: LookupTally): boolean {
  const isAsked =
    over(byFirst(arms, 'outside', 'pair'), rcodeErrors).trials + trialsOf(lookups.queries.outside) > 0;
  const random = byFirst(arms, 'uncached', 'uncached');
  const { failures, trials } = over(random, rcodeErrors);
  const isEach = trials > 0 && failures === trials;
  return !isAsked && isEach && joined(rcodesOf(both(random))) === 'REFUSED';
}

/** What a person can do to tell them apart. */
export const DOMAIN_MAY_BE_REFUSED =
  'no other name outside the cluster was asked: the upstream server may refuse the domain of the random names only (`--name example.org.` asks another name, `--uncached-suffix` changes the domain)';

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

function compare(outside: Proportion, inside: Proportion): Pick<InsideOutside, 'outside' | 'inside' | 'p'> {
  return { outside, inside, p: fisherGreater(asPairs(outside), asPairs(inside)) };
}

function both(arms: readonly ArmTally[]): readonly QueryTally[] {
  return arms.flatMap(({ a, aaaa }) => [a, aaaa]);
}
