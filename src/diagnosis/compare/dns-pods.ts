/** Compares the DNS pods with each other: which of them fail when they are asked directly? */

import type { ArmTally } from '../../domain/evidence.ts';
import type { Transport } from '../../domain/outcome.ts';
import type { QueryType } from '../../domain/question.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { add, fisherGreater } from '../../statistics/tests.ts';
import { failedPairs, failures, over, ratio } from './rates.ts';

export interface DnsPod {
  readonly address: string;
  /** Failed queries over UDP. */
  readonly udp: Proportion;
  readonly tcp: Proportion;
  /** Pairs with a failed query, whatever the transport: queries of one pair fail together. */
  readonly pairs: Proportion;
}

export interface PodHealth {
  readonly unhealthy: readonly DnsPod[];
  readonly healthy: readonly DnsPod[];
  /** That chance alone sets the sick apart from the well. */
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
      // Without AAAA the pairs can't be told apart any more, so the queries stand for them.
      pairs:
        qtypes.length === 1
          ? over(own, failures, qtypes)
          : failedPairs(own.filter(({ transport }) => counted.includes(transport))),
    };
  });
}

/**
 * TCP loses a connection, not a datagram: under packet loss it fails less. It is counted beside UDP only where a pod's TCP
 * fails entirely, as it does when the pod is gone, and then for all pods: like is compared with like.
 */
function anyPodIsGone(pods: readonly (readonly ArmTally[])[]): boolean {
  return pods.some((own) => {
    const { failures, trials } = failedPairs(own.filter(({ transport }) => transport === 'tcp'));
    return trials > 0 && failures === trials;
  });
}

const SICK = 0.05;
/** With more pods than this the correction stays: more than a few are never sick by themselves. */
const MANY = 6;

/** The worst endpoints against the rest, cut where the difference is clearest; nobody is sick if there is none. */
export function healthOf(endpoints: readonly DnsPod[]): PodHealth {
  const worstFirst = [...endpoints].sort((one, other) => ratio(other.pairs) - ratio(one.pairs));
  let best: PodHealth = { unhealthy: [], healthy: endpoints, p: 1 };
  for (let cut = 1; cut < worstFirst.length; cut += 1) {
    const unhealthy = worstFirst.slice(0, cut);
    const healthy = worstFirst.slice(cut);
    const chance = fisherGreater(pairsOf(unhealthy), pairsOf(healthy));
    // The cut was chosen after looking, out of so many ways to choose some: Bonferroni's correction.
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
