/**
 * Queries to the VIP that the network refuses at once (ICMP, ECONNREFUSED). If the kernel limits the rate of these refusals, the
 * facts also say what applications notice.
 */

import type { ArmTally } from '../../domain/evidence.ts';
import { QUERIES_OF_A_PAIR } from '../../domain/pair.ts';
import { FRESH } from '../../domain/strategy.ts';
import { add, type Proportion } from '../../statistics/tests.ts';
import { AFTER_CONNECT, endedAfterConnect, over, ratio, refusedQueries } from '../counts/proportions.ts';
import type { SortedEvidence } from '../view/sorted-evidence.ts';

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
  /** Are most of the errors those of a node that refuses a Service without endpoints (`port unreachable`, ECONNREFUSED), or have they no code? */
  readonly areRefused: boolean;
  /**
   * Is TCP refused more often than the limit on ICMP errors allows? Then these are resets: the address belongs to a host on which
   * nothing listens at the port. `resets` needs fewer, because there the pods' own refusals confirm it. Without them, a few refused
   * connections show nothing: each sends several SYN packets (tcp(7), tcp_syn_retries), and one ICMP error is enough to refuse it.
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
  const overUdp = over(udp, refusedQueries).failures;
  const overTcp = over(tcp, refusedQueries).failures;
  const failed = add(failures(udp), failures(tcp)).failures - over(tcp, endedAfterConnect).failures;
  const silent = Math.max(0, failed - overUdp - overTcp);
  const areSeveral = overUdp >= REFUSALS;
  const code = commonest([...udp, ...tcp]);
  return {
    overUdp,
    overTcp,
    areSeveral,
    areRefused: code === undefined || code === REFUSED,
    areResets: exceedTheLimit(overTcp, evidence.windowMs),
    facts: [
      ...(areSeveral && silent > failed / 2 ? rationed(failed, silent, code) : []),
      ...(code === undefined || code === REFUSED ? [] : [byFirewall(code)]),
    ],
  };
}

export interface Resets {
  /** Are the pods the hosts that reset the connections to the VIP? Each known pod refused something that it was asked directly, or is silent over TCP. */
  readonly byPods: boolean;
  /** The same, but chance may explain it, or some pods have hardly been asked directly, and have not refused anything yet. */
  readonly maybeByPods: boolean;
}

/**
 * Is each TCP connection to the VIP reset? Then the VIP leads to hosts that can be reached and on which nothing listens. A node that
 * refuses the VIP sends ICMP errors, and so few that some connections time out.
 */
export function resets({ endpoints, arms, byVip, evidence }: SortedEvidence): Resets {
  const direct = arms.filter(({ target }) => target.kind === 'endpoint');
  const toPods = endpoints.map(({ address }) => direct.filter(({ target }) => target.address === address));
  // A pod that is silent is gone, and the VIP resets connections: so it leads to the others.
  const there = toPods.filter((own) => isNeverSilent(overTcp(own)));
  const asked = there.map((own) => over(own, refusedQueries));
  const isNone = there.length < toPods.length && !asked.some(({ failures }) => failures > 0);
  const isReset = there.some((own) => over(overTcp(own), refusedQueries).failures > 0);
  const chance = chanceOfErrorsAlone(byVip('tcp'), byVip(...FRESH), evidence.windowMs);
  if (isNone || there.length === 0) return { byPods: false, maybeByPods: false };
  return {
    // Over UDP a pod refuses as a node does. A claim rests on resets: many of the VIP's, or one of a pod's own.
    byPods: (chance === 0 || (chance <= BY_CHANCE && isReset)) && asked.every(({ failures }) => failures > 0),
    maybeByPods:
      chance < AS_LIKELY_AS_NOT &&
      asked.every(({ failures, trials }) => failures > 0 || trials < ENOUGH_DIRECT),
  };
}

/** A host on which nothing listens refuses at least one of so many queries over UDP. */
const ENOUGH_DIRECT = 8;

/**
 * The probability that each connection was refused by an ICMP error, and none by a reset: 1 if one was not refused, and 0 if they are more than the limit
 * on ICMP errors allows. One error for any SYN packet of a connection refuses it. An error is as probable as for a query over UDP.
 */
function chanceOfErrorsAlone(tcp: readonly ArmTally[], udp: readonly ArmTally[], windowMs: number): number {
  const { failures: refused } = over(tcp, refusedQueries);
  if (refused === 0 || !isNeverSilent(tcp)) return 1;
  if (exceedTheLimit(refused, windowMs)) return 0;
  const overUdp = over(udp, refusedQueries);
  const share = (overUdp.failures + 1) / (overUdp.trials + 2);
  return (1 - (1 - share) ** SYNS) ** (refused / QUERIES_OF_A_PAIR);
}

/** How often a connection that gets no reply sends its SYN within the deadline of 5 s: at 0, 1 and 3 s (tcp(7), tcp_syn_retries). */
const SYNS = 3;
/** The probability below which chance does not explain that no connection timed out. */
const BY_CHANCE = 0.05;
/** Below this probability of errors alone, resets are possible. */
const AS_LIKELY_AS_NOT = 0.5;

function overTcp(arms: readonly ArmTally[]): readonly ArmTally[] {
  return arms.filter(({ transport }) => transport === 'tcp');
}

/** Was every query refused at once? */
function isNeverSilent(arms: readonly ArmTally[]): boolean {
  const { failures, trials } = over(arms, refusedQueries);
  return failures === trials;
}

/** Are these more refused queries than the limit on ICMP errors allows from one host? Two queries share a connection. */
function exceedTheLimit(refused: number, windowMs: number): boolean {
  return refused / QUERIES_OF_A_PAIR > ICMP_BURST + (windowMs / 1000) * ICMP_PER_SECOND;
}

/** The least part of a pod's failed queries over TCP that are refusals, if nothing listens there at times. Lost packets refuse nothing. */
const MOSTLY_REFUSED = 0.8;

/** From so many direct queries on, those over UDP show whether the pod was there. */
const ENOUGH_OVER_UDP = 20;
/** From so many direct queries over TCP on, a pod that refuses some has refused one. */
const ENOUGH_OVER_TCP = 20;

export interface RefusingPod {
  readonly address: string;
  /** Its refused queries over TCP, of those that were sent straight to it. */
  readonly refused: Proportion;
}

/**
 * The DNS pods that refuse a part of the connections that are made to them directly, and take the others: nothing listens there at times.
 * A pod that loses nothing over UDP was not away.
 */
export function refuseAtTimes({ endpoints, arms }: SortedEvidence): readonly RefusingPod[] {
  return endpoints.flatMap(({ address, tcp, udp }) => {
    const direct = arms.filter(({ target }) => target.kind === 'endpoint' && target.address === address);
    const refused = over(overTcp(direct), refusedQueries);
    const isPartly = tcp.failures < tcp.trials && refused.failures >= 2 * REFUSALS;
    const isThere = udp.trials >= ENOUGH_OVER_UDP && ratio(udp) < ratio(refused) / 10;
    return isPartly && !isThere && refused.failures >= MOSTLY_REFUSED * tcp.failures
      ? [{ address, refused }]
      : [];
  });
}

/**
 * The queries over TCP via the VIP that were refused at once, if nearly all that fail there are, and no DNS pod refuses anything directly.
 * Lost packets refuse nothing. So the VIP leads to a host or a port on which nothing listens.
 */
export function refusedOnlyByVip({ arms, byVip, failures }: SortedEvidence): Proportion | undefined {
  const refused = over(byVip('tcp'), refusedQueries);
  const direct = arms.filter(({ target }) => target.kind === 'endpoint');
  const isRefused =
    refused.failures >= 2 * REFUSALS && refused.failures >= MOSTLY_REFUSED * failures(byVip('tcp')).failures;
  const { failures: refusedDirectly, trials } = over(overTcp(direct), refusedQueries);
  return isRefused && trials >= ENOUGH_OVER_TCP && refusedDirectly === 0 ? refused : undefined;
}

/** How a Linux node refuses a Service without endpoints: ICMP port unreachable (icmp_err_convert in net/ipv4/icmp.c gives ECONNREFUSED). */
const REFUSED = 'ECONNREFUSED';

/** The most frequent error code of a refusal; undefined if no refusal has one. What took a connection and ended it refused nothing. */
function commonest(arms: readonly ArmTally[]): string | undefined {
  const counts = new Map<string, number>();
  for (const codes of arms.flatMap(({ a, aaaa }) => [a.networkErrorCodes, aaaa.networkErrorCodes]))
    for (const [code, count] of Object.entries(codes))
      if (!AFTER_CONNECT.includes(code)) counts.set(code, (counts.get(code) ?? 0) + count);
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

function byFirewall(code: string): string {
  return `most of these errors are ${code}: a firewall or a router rejects the packets, or there is no route. A Service without ready endpoints is refused with ${REFUSED}`;
}

function rationed(failed: number, silent: number, code = REFUSED): readonly string[] {
  return [
    `the kernel limits refusals: ${failed - silent} of ${failed} failed queries were refused at once, the other ${silent} timed out. It sends a pod one ICMP error a second (net.ipv4.icmp_ratelimit)`,
    `an application that sends few queries is refused at once (${code}); one that sends many waits for its timeout, as fivesec does`,
  ];
}
