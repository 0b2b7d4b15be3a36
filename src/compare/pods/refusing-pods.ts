/**
 * DNS pods that refuse some direct queries at once and answer others, over either transport. Lost packets refuse nothing. An agent asks each pod
 * seldom over TCP, so the errors over UDP (ICMP port unreachable) count as well, although the kernel limits their rate.
 */

import type { Proportion } from '../../statistics/tests.ts';
import { failures, over, refusedQueries } from '../counts/proportions.ts';
import type { SortedEvidence } from '../view/sorted-evidence.ts';

/** A single refusal may be unrelated. */
const SEVERAL = 3;
/** The least part of a pod's failed queries that are refused. The others meet the limit on ICMP errors, and time out. */
const PART = 0.2;

export interface PodThatRefuses {
  readonly address: string;
  /** Its refused queries, of those that failed. */
  readonly refused: Proportion;
}

export function podsThatRefuse({ endpoints, arms }: SortedEvidence): readonly PodThatRefuses[] {
  return endpoints.flatMap(({ address }) => {
    const direct = arms.filter(({ target }) => target.kind === 'endpoint' && target.address === address);
    const failed = over(direct, failures);
    const refused = over(direct, refusedQueries).failures;
    const isPartly = failed.failures < failed.trials && refused >= SEVERAL;
    return isPartly && refused >= PART * failed.failures
      ? [{ address, refused: { failures: refused, trials: failed.failures } }]
      : [];
  });
}
