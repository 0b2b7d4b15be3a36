/**
 * DNS pods that refuse some direct queries at once and answer others over the same transport. Lost packets refuse nothing. An agent asks each pod
 * seldom over TCP, so the errors over UDP (ICMP port unreachable) count as well, although the kernel limits their rate. Where a transport is always
 * refused, nothing ever listens there: that is no pod that restarts.
 */

import type { Proportion } from '../../statistics/tests.ts';
import { failures, over, refusedQueries } from '../counts/proportions.ts';
import type { SortedEvidence } from '../view/sorted-evidence.ts';

/** A single refusal may be unrelated. */
const SEVERAL = 3;
/** The least part of a pod's failed queries that are refused. The others meet the limit on ICMP errors, and time out. */
const PART = 0.2;

const TRANSPORTS = ['udp', 'tcp'] as const;

export interface PodThatRefuses {
  readonly address: string;
  /** Its refused queries, of those that failed over a transport over which it answered some. */
  readonly refused: Proportion;
}

export function podsThatRefuse({ endpoints, arms }: SortedEvidence): readonly PodThatRefuses[] {
  return endpoints.flatMap(({ address }) => {
    const direct = arms.filter(({ target }) => target.kind === 'endpoint' && target.address === address);
    const answered = TRANSPORTS.flatMap((transport) => {
      const own = direct.filter((arm) => arm.transport === transport);
      const { failures: failed, trials } = over(own, failures);
      return failed < trials ? own : [];
    });
    const failed = over(answered, failures);
    const refused = over(answered, refusedQueries).failures;
    return refused >= SEVERAL && refused >= PART * failed.failures
      ? [{ address, refused: { failures: refused, trials: failed.failures } }]
      : [];
  });
}
