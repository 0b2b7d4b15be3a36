/** The evidence, sorted once for all comparisons: which arms belong together, which pods are unhealthy, what must be left out. */

import type { ArmTally, Evidence } from '../../domain/evidence.ts';
import type { QueryType } from '../../domain/question.ts';
import { QUERY_TYPES } from '../../domain/question.ts';
import { APART, FRESH, REGULAR, type Strategy } from '../../domain/strategy.ts';
import { CERTAIN, confidenceOf } from '../../statistics/confidence.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { add, fisherGreater } from '../../statistics/tests.ts';
import type { CounterExcess, CounterOf } from './counters.ts';
import { counterExcess } from './counters.ts';
import type { DnsPod, PodHealth } from './dns-pods.ts';
import { dnsPodsOf, healthOf } from './dns-pods.ts';
import { answeredWithoutData, failures, noData, over } from './rates.ts';

export interface SortedEvidence {
  readonly evidence: Evidence;
  /** The arms of regular strategies whose name the cluster itself answers; where no such name was asked, all regular ones. */
  readonly arms: readonly ArmTally[];
  /** `A` alone where AAAA is broken by itself: its failures would pass for lost datagrams. */
  readonly qtypes: readonly QueryType[];
  /** That chance alone sets AAAA apart from A. */
  readonly aaaaChance: number;
  readonly endpoints: readonly DnsPod[];
  readonly health: PodHealth;
  /** What the first nameserver is. A node-local cache takes the place of the VIP: everything that goes by it is its own. */
  readonly first: 'vip' | 'node-local';
  /** The arms of these strategies by the first nameserver: by the VIP, mostly. */
  readonly byVip: (...strategies: readonly Strategy[]) => readonly ArmTally[];
  /** Failed queries of these arms. */
  readonly failures: (arms: readonly ArmTally[]) => Proportion;
  /** Did this counter rise with our losses? Computed once for each counter. */
  readonly excessOf: (counter: CounterOf) => CounterExcess;
}

/** Strategies by property, from the table of strategies. */
export { APART, FRESH };

export function sortEvidence(evidence: Evidence): SortedEvidence {
  const regular = evidence.arms.filter(({ strategy }) => REGULAR.includes(strategy));
  const inside = regular.filter(({ scope }) => scope === 'cluster');
  const arms = inside.length > 0 ? inside : regular;
  const aaaaChance = chanceThatAaaaIsFine(arms);
  const qtypes: readonly QueryType[] = confidenceOf(aaaaChance) >= CERTAIN ? ['A'] : QUERY_TYPES;
  const first = firstNameserver(evidence.arms);
  const endpoints = dnsPodsOf(arms, qtypes);
  return {
    evidence,
    arms,
    qtypes,
    aaaaChance,
    endpoints,
    first,
    health: healthOf(endpoints),
    byVip: (...strategies) =>
      arms.filter(({ strategy, target }) => target.kind === first && strategies.includes(strategy)),
    failures: (some) => over(some, failures, qtypes),
    excessOf: excessesOf(evidence),
  };
}

/** Where the first nameserver is a node-local cache, every arm by it has that kind, and none is by a VIP. */
export function firstNameserver(arms: readonly ArmTally[]): SortedEvidence['first'] {
  const isNodeLocal = arms.some(
    ({ strategy, target }) => strategy !== 'node-local' && target.kind === 'node-local',
  );
  return isNodeLocal && !arms.some(({ target }) => target.kind === 'vip') ? 'node-local' : 'vip';
}

function excessesOf(evidence: Evidence): SortedEvidence['excessOf'] {
  const known = new Map<CounterOf, CounterExcess>();
  return (counter) => {
    const excess = known.get(counter) ?? counterExcess(evidence, counter);
    known.set(counter, excess);
    return excess;
  };
}

/**
 * Of two queries from one port the second is lost more often, mostly the AAAA: by a clash, or by a path that takes one at a time.
 * So only lost queries from two ports tell whether it is the AAAA as such that fails. An error code does so on every arm.
 */
function chanceThatAaaaIsFine(arms: readonly ArmTally[]): number {
  const apart: readonly Strategy[] = [...APART, 'endpoint', 'node-local'];
  const udp = arms.filter(({ strategy, transport }) => transport === 'udp' && apart.includes(strategy));
  const fair = (qtype: QueryType) =>
    add(
      ...udp.map((arm) =>
        over([arm], TWO_PORTS.includes(arm.strategy) ? noData : answeredWithoutData, [qtype]),
      ),
    );
  return fisherGreater(fair('AAAA'), fair('A'));
}

const TWO_PORTS: readonly Strategy[] = ['separate', 'reopen'];

/** Was no name of the cluster asked? Names outside are as fast, and as well, as whoever answers for them. */
export function onlyOutside(arms: readonly ArmTally[]): boolean {
  return arms.every(({ scope }) => scope === 'outside');
}
