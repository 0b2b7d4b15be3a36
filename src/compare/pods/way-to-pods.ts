/** Several DNS pods lose queries alike, and the others none: how do they lose them? */

import type { ArmTally } from '../../domain/evidence.ts';
import { binomialUpperTail } from '../../statistics/binomial.ts';
import { add, type Proportion } from '../../statistics/tests.ts';
import { failures, over, ratio } from '../counts/proportions.ts';
import { directTo } from '../slowness/slow-answers.ts';
import type { DnsPod } from '../view/dns-pods.ts';
import type { View } from '../view/view.ts';

/**
 * `single-queries`: independently of each other, as where packets are lost on the way or a server is overloaded. `whole-pairs`: both of a pair or
 * none, as where the pods are away for a part of the time. `gone`: they answer hardly anything. `unclear`: none of these.
 */
export type WayOfLosing = 'single-queries' | 'whole-pairs' | 'gone' | 'unclear';

/** Straight to these pods over UDP, where both queries leave together from one socket. */
export interface LostThere {
  readonly way: WayOfLosing;
  /** Pairs of which only one query was lost, of all pairs that lost any. */
  readonly halves: Proportion;
}

export function lostThere({ arms }: View, pods: readonly DnsPod[]): LostThere {
  const own = pods.flatMap(({ address }) => directTo(arms, address));
  const [one, both] = [sum(own, 'oneFailed'), sum(own, 'bothFailed')];
  const halves = { failures: one, trials: one + both };
  const share = ratio(over(own, failures));
  if (share >= HARDLY_ANY_ANSWER) return { way: 'gone', halves };
  // Of pairs that lose any query, so many lose both if each query is lost alone.
  const chance = binomialUpperTail(both, one + both, share / (2 - share));
  if (chance > BY_CHANCE) return { way: 'single-queries', halves };
  return { way: ratio(halves) <= FEW_HALVES ? 'whole-pairs' : 'unclear', halves };
}

/** Do these pods fail far less over TCP, which repeats what is lost? */
export function tcpGetsThrough(pods: readonly DnsPod[]): boolean {
  const tcp = add(...pods.map((pod) => pod.tcp));
  return tcp.trials >= ENOUGH_TCP && ratio(tcp) <= GETS_THROUGH * ratio(add(...pods.map((pod) => pod.udp)));
}

function sum(arms: readonly ArmTally[], count: 'oneFailed' | 'bothFailed'): number {
  return arms.reduce((total, arm) => total + arm[count], 0);
}

/** The share of lost queries from which a pod counts as gone. */
const HARDLY_ANY_ANSWER = 0.9;
/** So many pairs that lose both queries are less probable than this if each query is lost alone. */
const BY_CHANCE = 0.01;
/** The most pairs with one lost query, of those that lost any, where both are lost together. */
const FEW_HALVES = 0.1;
/** The fewest queries over TCP that show whether it gets through. */
const ENOUGH_TCP = 20;
/** The most that TCP may fail, relative to UDP. */
const GETS_THROUGH = 0.3;
