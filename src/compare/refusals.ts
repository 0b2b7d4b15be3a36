/**
 * Queries to the VIP that the network refuses at once (ICMP, ECONNREFUSED). If the kernel limits the rate of these refusals, the
 * facts also say what applications notice.
 */

import { add } from '../statistics/tests.ts';
import { networkErrors, over } from './rates.ts';
import type { SortedEvidence } from './sorted-evidence.ts';
import { FRESH } from './sorted-evidence.ts';

/** The fewest network errors that count: a single one may be unrelated. */
const REFUSALS = 3;

/** The limit that `refusals` describes. */
const ICMP_PER_SECOND = 1;
const ICMP_BURST = 6;

export interface Refusals {
  /** The number of refused queries. */
  readonly overUdp: number;
  readonly overTcp: number;
  /** Are there enough of them over UDP to count? */
  readonly areSeveral: boolean;
  /**
   * Is TCP refused more often than the limit on ICMP errors allows? Then these are resets: the address belongs to a host on which
   * nothing listens at the port.
   */
  readonly areResets: boolean;
  /** Facts about the kernel's limit on refusals, with the numbers. Empty if most failed queries were refused. */
  readonly facts: readonly string[];
}

/**
 * A kernel sends each destination one ICMP error a second, six in a row at most (`net.ipv4.icmp_ratelimit`, icmp(7);
 * `icmpv4_xrlim_allow` in net/ipv4/icmp.c, `inet_peer_xrlim_allow` in net/ipv4/inetpeer.c). A pod that asks more often gets
 * no error for the other queries, and waits for the timeout.
 */
export function refusals({ byVip, failures, evidence }: SortedEvidence): Refusals {
  const udp = byVip(...FRESH);
  const tcp = byVip('tcp');
  const overUdp = over(udp, networkErrors).failures;
  const overTcp = over(tcp, networkErrors).failures;
  const failed = add(failures(udp), failures(tcp)).failures;
  const silent = Math.max(0, failed - overUdp - overTcp);
  const areSeveral = overUdp >= REFUSALS;
  return {
    overUdp,
    overTcp,
    areSeveral,
    areResets: exceedTheLimit(overTcp, evidence.windowMs),
    facts: areSeveral && silent > failed / 2 ? rationed(failed, silent) : [],
  };
}

/**
 * Is each TCP connection reset, to the VIP and directly to each known DNS pod? Then the VIP leads to the pods, their hosts can be
 * reached, and nothing listens at their port. A node that refuses the VIP sends ICMP errors, and so few that some connections time out.
 */
export function podsResetAll({ endpoints, arms, byVip, evidence }: SortedEvidence): boolean {
  const direct = arms.filter(({ target, transport }) => target.kind === 'endpoint' && transport === 'tcp');
  const toPods = endpoints.map(({ address }) => direct.filter(({ target }) => target.address === address));
  return (
    endpoints.length > 0 &&
    [byVip('tcp'), ...toPods].every((own) => {
      const { failures, trials } = over(own, networkErrors);
      return failures === trials && exceedTheLimit(failures, evidence.windowMs);
    })
  );
}

/** Are these more refused queries than the limit on ICMP errors allows from one host? Two queries share a connection. */
function exceedTheLimit(refused: number, windowMs: number): boolean {
  return refused / 2 > ICMP_BURST + (windowMs / 1000) * ICMP_PER_SECOND;
}

function rationed(failed: number, silent: number): readonly string[] {
  return [
    `the kernel limits refusals: ${failed - silent} of ${failed} failed queries were refused at once, the other ${silent} timed out. It sends a pod one ICMP error a second (net.ipv4.icmp_ratelimit)`,
    'an application that sends few queries is refused at once (ECONNREFUSED); one that sends many waits for its timeout, as fivesec does',
  ];
}
