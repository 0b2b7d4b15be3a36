/** The evidence, sorted once for all comparisons: which arms belong together, which pods are unhealthy, what is left out. */

import type { ArmTally, Evidence } from '../../domain/evidence.ts';
import { QUERY_TYPES, type QueryType } from '../../domain/question.ts';
import { APART, REGULAR, type Strategy } from '../../domain/strategy.ts';
import { CERTAIN, confidenceOf } from '../../statistics/confidence.ts';
import { add, fisherGreater, type Proportion } from '../../statistics/tests.ts';
import { type CounterExcess, type CounterOf, counterExcess } from '../counts/counters.ts';
import { answeredWithoutData, failures, noData, over } from '../counts/proportions.ts';
import { type DnsPod, dnsPodsOf, healthOf, type PodHealth } from './dns-pods.ts';

export interface SortedEvidence {
  readonly evidence: Evidence;
  /** The arms of regular strategies for names of the cluster; if no such name was asked, all regular ones. */
  readonly arms: readonly ArmTally[];
  /** Only `A` if AAAA itself is broken: its failures would look like lost datagrams. */
  readonly qtypes: readonly QueryType[];
  /** The probability that the difference between AAAA and A is chance. */
  readonly aaaaChance: number;
  readonly endpoints: readonly DnsPod[];
  readonly health: PodHealth;
  /** The kind of the first nameserver. If it is a node-local cache, the rules treat its arms as those via the VIP. */
  readonly first: 'vip' | 'node-local';
  /** The arms of these strategies to the first nameserver, which mostly is the VIP. */
  readonly byVip: (...strategies: readonly Strategy[]) => readonly ArmTally[];
  /** Failed queries of these arms. */
  readonly failures: (arms: readonly ArmTally[]) => Proportion;
  /** Did this counter rise with our losses? Computed once for each counter. */
  readonly excessOf: (counter: CounterOf) => CounterExcess;
}

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

/** If the first nameserver is a node-local cache, all arms to it have that kind, and there are none to a VIP. */
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
 * Of two queries from one port the second is lost more often, and mostly that is the AAAA. The reason is a clash, or a path that
 * takes one query at a time. So losses show a failure of AAAA itself only if the queries come from two ports. Error codes show it
 * in every arm.
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

/** Were only names outside the cluster asked? Their speed and their failures depend on the servers that answer for them. */
export function onlyOutside(arms: readonly ArmTally[]): boolean {
  return arms.every(({ scope }) => scope === 'outside');
}
