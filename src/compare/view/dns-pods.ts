/** Compares the DNS pods with each other: which of them fail when asked directly? */

import type { ArmTally } from '../../domain/evidence.ts';
import type { Transport } from '../../domain/outcome.ts';
import type { QueryType } from '../../domain/question.ts';
import { add, fisherGreater, type Proportion } from '../../statistics/tests.ts';
import { failedPairs, failures, over, ratio } from '../counts/proportions.ts';

export interface DnsPod {
  readonly address: string;
  /** Failed queries over UDP. */
  readonly udp: Proportion;
  readonly tcp: Proportion;
  /** Pairs with a failed query, whatever the transport: the queries of one pair fail together. */
  readonly pairs: Proportion;
}

export interface PodHealth {
  readonly unhealthy: readonly DnsPod[];
  readonly healthy: readonly DnsPod[];
  /** The probability that the difference between unhealthy and healthy pods is chance. */
  readonly p: number;
}

export function dnsPodsOf(arms: readonly ArmTally[], qtypes: readonly QueryType[]): DnsPod[] {
  const direct = arms.filter(({ target }) => target.kind === 'endpoint');
  const addresses = [...new Set(direct.map(({ target }) => target.address))];
  const ownOf = (address: string) => direct.filter(({ target }) => target.address === address);
  const counted: readonly Transport[] = anyPodIsGone(addresses.map(ownOf)) ? ['udp', 'tcp'] : ['udp'];
  return addresses.map((address) => {
    const own = ownOf(address);
    const [udp, tcp] = (['udp', 'tcp'] as const).map((transport) =>
      own.filter((arm) => arm.transport === transport),
    );
    return {
      address,
      udp: over(udp ?? [], failures, qtypes),
      tcp: over(tcp ?? [], failures, qtypes),
      // Without AAAA there are no pairs to count, so queries are counted instead.
      pairs:
        qtypes.length === 1
          ? over(own, failures, qtypes)
          : failedPairs(own.filter(({ transport }) => counted.includes(transport))),
    };
  });
}

/**
 * Does any pod fail entirely over TCP, as a pod that is gone does? Only then TCP counts in addition to UDP, and for all pods.
 * Otherwise the comparison would be unfair: under packet loss TCP repeats its segments and fails less.
 */
function anyPodIsGone(pods: readonly (readonly ArmTally[])[]): boolean {
  return pods.some((own) => {
    const { failures, trials } = failedPairs(own.filter(({ transport }) => transport === 'tcp'));
    return trials > 0 && failures === trials;
  });
}

const SICK = 0.05;
/** The correction counts at most this number of pods: even among many pods, only a few are unhealthy at a time. */
const MANY = 6;

/** Splits the pods, worst first, where the difference is clearest. If no difference is significant, all are healthy. */
export function healthOf(endpoints: readonly DnsPod[]): PodHealth {
  const worstFirst = [...endpoints].sort((one, other) => ratio(other.pairs) - ratio(one.pairs));
  let best: PodHealth = { unhealthy: [], healthy: endpoints, p: 1 };
  for (let cut = 1; cut < worstFirst.length; cut += 1) {
    const unhealthy = worstFirst.slice(0, cut);
    const healthy = worstFirst.slice(cut);
    const chance = fisherGreater(pairsOf(unhealthy), pairsOf(healthy));
    // The split was chosen from many possible ones after looking at the data: Bonferroni's correction.
    const p = Math.min(1, chance * choices(endpoints.length));
    if (p <= SICK && p < best.p) best = { unhealthy, healthy, p };
  }
  return best;
}

function choices(endpoints: number): number {
  return 2 ** Math.min(endpoints, MANY) - 2;
}

export function pairsOf(endpoints: readonly DnsPod[]): Proportion {
  return add(...endpoints.map(({ pairs }) => pairs));
}

/** Does each of the pods take every TCP connection, of enough? */
export function tcpIsWell(pods: readonly DnsPod[]): boolean {
  return pods.every(({ tcp }) => tcp.trials >= ENOUGH_TCP && tcp.failures === 0);
}

const ENOUGH_TCP = 20;

/** Has a pod that answers some direct queries been asked too few of them to be worse than the path to it? */
export function isHardlyAsked({ udp, tcp }: DnsPod): boolean {
  const { failures, trials } = add(udp, tcp);
  return failures < trials && trials < FEWEST_PARTIAL;
}

const FEWEST_PARTIAL = 12;

/** Do some of the pods fail, and others not? */
export function someFail({ healthy, unhealthy }: PodHealth): boolean {
  return healthy.length > 0 && unhealthy.length > 0;
}

/** Loss straight to the healthy pods, or to all pods if none is healthy. */
export function directLoss(all: readonly DnsPod[], { healthy }: PodHealth): Proportion {
  return add(...(healthy.length > 0 ? healthy : all).map(({ udp }) => udp));
}
