/** The patterns to fit to the measurements, each with its prior weight. */

import { type Ask, lostPairs, onClusterPath } from './ask.ts';
import { podsFailByPacket, podsUnreached } from './chosen.ts';
import {
  ALL_LOST,
  ALL_UDP_LOST,
  LOSS_ABOVE_A_RATE,
  LOSS_BY_VIP_ABOVE_A_RATE,
  LOSS_EVERYWHERE,
  NEW_FLOWS_BY_VIP_LOST,
  NEW_FLOWS_LOST,
  TCP_BY_VIP_LOST,
  TCP_LOST,
  tcpToPodsLost,
  UDP_FLOWS_LOST_IN_MOMENTS,
  WHOLE_UDP_FLOWS_LOST,
} from './everywhere.ts';
import type { Candidate } from './explain.ts';
import { loseAtSeveralPods, sparedPods, WHOLE_FLOWS_LOST, wholeFlowsLostBut } from './flows.ts';
import { CACHE_AWAY_AT_TIMES, NODE_LOCAL_FAILS } from './node-cache.ts';
import {
  CLASH_BY_VIP,
  CLASH_EVERYWHERE,
  ONE_OF_TWO_ON_PATH,
  oneOfTwoToPods,
  podsThatLoseOneOfTwo,
  SECOND_FROM_PORT,
} from './pairs.ts';
import type { Pattern } from './pattern.ts';
import { addressesAsked, goneSets, isGone, type Kind, podSets } from './pod-sets.ts';
import {
  A_LOST,
  AAAA_BY_VIP_LOST,
  AAAA_LOST,
  aaaaLostAt,
  LARGE_LOST,
  OPT_LOST,
  OWN_NAMES_LOST,
  UPSTREAM_LOST,
} from './questions.ts';
import {
  gonePodsKeepFlow,
  idlePodsFail,
  LOSS_BEHIND_VIP,
  LOSS_BY_VIP,
  nameserverFails,
  onlyPodFails,
  podsFail,
  STANDING_FLOW_LOST,
  UNLISTED_POD_FAILS,
  VIP_LEADS_ASTRAY,
} from './servers.ts';

/**
 * Leaves out patterns whose own arms lost nothing. The VIP does not lead to the DNS pods `besideVip`. If `first` is the node's own cache, its arms
 * count as those via the VIP.
 */
export function candidatesFor(
  asks: readonly Ask[],
  besideVip: readonly string[] = [],
  first: 'vip' | 'node-local' = 'vip',
): readonly Candidate[] {
  const losing = asks.filter((ask) => lostPairs(ask) > 0);
  const lostBy = (shows: (ask: Ask) => boolean) => losing.some(shows);
  return [
    ...(lostBy(onClusterPath) ? onThePath(losing, asks) : []),
    ...ofServers(losing, asks, besideVip),
    ...(first === 'node-local' && lostBy(({ target }) => target.kind === 'vip')
      ? weighed(0.5, CACHE_AWAY_AT_TIMES)
      : []),
    ...ofQuestions(lostBy),
    ...weighed(0.2, ...aaaaAtSomePods(asks)),
    ...(losesOwnNames(asks) ? weighed(0.05, OWN_NAMES_LOST) : []),
    ...(losesAaaaByVip(asks) ? weighed(first === 'node-local' ? 0.2 : 0.05, AAAA_BY_VIP_LOST) : []),
  ];
}

function onThePath(losing: readonly Ask[], asks: readonly Ask[]): readonly Candidate[] {
  const byVip = losing.some(({ target }) => target.kind === 'vip');
  const direct = losing.some(({ target }) => target.kind === 'endpoint');
  const overTcp = losing.some(({ transport }) => transport === 'tcp');
  return [
    ...weighed(1, LOSS_EVERYWHERE),
    ...(losesNearlyEverywhere(losing, asks) ? weighed(0.2, LOSS_ABOVE_A_RATE) : []),
    // If no pod is known, whole new flows that are lost look like a share of the VIP's flows that leads astray, which is more frequent.
    ...weighed(asks.some(({ target }) => target.kind === 'endpoint') ? 0.3 : 0.05, NEW_FLOWS_LOST),
    ...(overTcp ? [] : weighed(0.05, WHOLE_UDP_FLOWS_LOST)),
    ...(overTcp || !keepsItsFlow(asks) ? [] : weighed(0.05, UDP_FLOWS_LOST_IN_MOMENTS)),
    ...(byVip && loseAtSeveralPods(asks)
      ? [...weighed(0.3, WHOLE_FLOWS_LOST), ...weighed(0.1, ...butSpared(asks))]
      : []),
    ...weighed(0.3, ALL_UDP_LOST, ALL_LOST),
    ...weighed(0.5, ONE_OF_TWO_ON_PATH),
    ...weighed(0.1, ...oneOfTwoAtSomePods(asks)),
    ...(byVip ? weighed(1, CLASH_BY_VIP) : []),
    ...(byVip ? weighed(0.05, SECOND_FROM_PORT) : []),
    ...(byVip ? weighed(0.5, LOSS_BY_VIP, NEW_FLOWS_BY_VIP_LOST) : []),
    ...(byVip && !direct && losesNearlyEverywhere(losing, asks.filter(isIndirect)) && asks.some(isDirect)
      ? weighed(0.1, LOSS_BY_VIP_ABOVE_A_RATE)
      : []),
    ...(direct ? weighed(0.07, CLASH_EVERYWHERE) : []),
    ...(overTcp
      ? weighed(0.3, TCP_LOST, ...losingOverTcp(asks).map((address) => tcpToPodsLost(address)))
      : []),
    ...(overTcp && byVip ? weighed(0.1, TCP_BY_VIP_LOST) : []),
  ];
}

/** Does the standing socket lose nothing? A server or a path that is away for a time loses its queries as well. */
function keepsItsFlow(asks: readonly Ask[]): boolean {
  const standing = asks.filter(({ socket, pairs }) => socket === 'standing' && pairs > 0);
  return standing.length > 0 && standing.every((ask) => lostPairs(ask) === 0);
}

function butSpared(asks: readonly Ask[]): readonly Pattern[] {
  const spared = sparedPods(asks);
  return spared.length === 0 ? [] : [wholeFlowsLostBut(...spared)];
}

function oneOfTwoAtSomePods(asks: readonly Ask[]): readonly Pattern[] {
  const pods = podsThatLoseOneOfTwo(asks);
  return pods.length === 0 ? [] : [oneOfTwoToPods(...pods)];
}

/** Do most arms over UDP lose queries? A limit on the rate affects all of them sooner or later. */
function losesNearlyEverywhere(losing: readonly Ask[], asks: readonly Ask[]): boolean {
  const overUdp = (all: readonly Ask[]) =>
    all.filter((ask) => ask.transport === 'udp' && onClusterPath(ask) && ask.pairs > 0).length;
  return overUdp(losing) >= MOST * overUdp(asks);
}

const MOST = 0.75;

function isDirect({ target }: Ask): boolean {
  return target.kind === 'endpoint';
}

function isIndirect(ask: Ask): boolean {
  return !isDirect(ask);
}

function ofServers(
  losing: readonly Ask[],
  asks: readonly Ask[],
  besideVip: readonly string[],
): readonly Candidate[] {
  const addressesOf = (kind: Kind) => addressesAsked(losing, kind);
  const byVip = addressesOf('vip').length > 0;
  const podsKnown = asks.some(({ target }) => target.kind === 'endpoint');
  const sets = podSets(asks);
  const used = byVip ? sets.filter((pods) => !pods.every((pod) => besideVip.includes(pod))) : sets;
  const [pod, ...others] = addressesAsked(asks, 'endpoint');
  const isOnlyPod = pod !== undefined && others.length === 0 && !isGone(pod, asks);
  return [
    ...weighed(1, ...used.map((pods) => (isOnlyPod ? onlyPodFails(pod) : podsFail(...pods)))),
    ...(byVip ? weighed(0.05, ...goneSets(used, asks).map((pods) => podsFailByPacket(...pods))) : []),
    ...(byVip ? weighed(0.1, ...goneSets(used, asks).map((pods) => podsUnreached(...pods))) : []),
    ...weighed(0.5, ...sets.map((pods) => idlePodsFail(...pods)), ...allGone(asks)),
    ...(byVip ? weighed(0.5, VIP_LEADS_ASTRAY) : []),
    ...(byVip && podsKnown ? weighed(0.2, LOSS_BEHIND_VIP) : []),
    // If no pod is known, failing pods cannot be ruled out.
    ...(byVip ? weighed(podsKnown ? 0.05 : 0.5, UNLISTED_POD_FAILS) : []),
    ...(losing.some(({ socket }) => socket === 'standing')
      ? [
          ...weighed(0.5, STANDING_FLOW_LOST),
          ...weighed(0.5, ...sets.map((pods) => gonePodsKeepFlow(...pods))),
        ]
      : []),
    ...(addressesOf('node-local').length > 0 ? weighed(0.5, NODE_LOCAL_FAILS) : []),
    ...weighed(0.5, ...addressesOf('nameserver').map(nameserverFails)),
  ];
}

function ofQuestions(lostBy: (shows: (ask: Ask) => boolean) => boolean): readonly Candidate[] {
  return [
    ...(lostBy(onClusterPath) ? weighed(0.5, AAAA_LOST) : []),
    ...(lostBy(onClusterPath) ? weighed(0.05, A_LOST) : []),
    ...(lostBy(({ opt }) => opt === 'small') ? weighed(0.3, OPT_LOST) : []),
    ...(lostBy(({ opt }) => opt === 'large') ? weighed(0.3, LARGE_LOST) : []),
    ...(lostBy(({ scope }) => scope !== 'cluster') ? weighed(0.5, UPSTREAM_LOST) : []),
  ];
}

/** All pods of the list, if none of them answers: the list may be old, or nothing reaches them but the VIP. */
function allGone(asks: readonly Ask[]): readonly Pattern[] {
  const pods = addressesAsked(asks, 'endpoint');
  const isEach = pods.length > 1 && pods.every((address) => isGone(address, asks));
  return isEach ? [idlePodsFail(...pods)] : [];
}

/** Pods that lost most queries over TCP while others did not. */
function losingOverTcp(asks: readonly Ask[]): readonly string[] {
  const direct = asks.filter(({ target, transport }) => target.kind === 'endpoint' && transport === 'tcp');
  const losing = direct.filter((ask) => lostPairs(ask) > ask.pairs / 2);
  return losing.length === direct.length ? [] : losing.map(({ target }) => target.address);
}

/** Are nearly all pairs for names of the cluster lost via the VIP over UDP, and no pair for a random name? */
function losesOwnNames(asks: readonly Ask[]): boolean {
  const byVip = asks.filter(({ target, transport }) => target.kind === 'vip' && transport === 'udp');
  const [own, random] = [
    byVip.filter(({ scope }) => scope === 'cluster'),
    byVip.filter(({ scope }) => scope === 'uncached'),
  ];
  const answered = random.reduce((sum, { counts }) => sum + counts.neither, 0);
  return (
    own.length > 0 &&
    own.every((ask) => lostPairs(ask) >= MOST * ask.pairs) &&
    random.every((ask) => lostPairs(ask) === 0) &&
    answered >= ENOUGH_RANDOM
  );
}

const ENOUGH_RANDOM = 3;

/** Is the AAAA of nearly all pairs lost via the VIP, and nearly no A? */
function losesAaaaByVip(asks: readonly Ask[]): boolean {
  const byVip = asks.filter(({ target, transport }) => target.kind === 'vip' && transport === 'udp');
  const alone = byVip.filter(losesAaaaAlone);
  return alone.length > 0 && alone.length >= MOST * byVip.length;
}

/** Pods that lost the AAAA of nearly all pairs, and nearly no A, while others did not. */
function aaaaAtSomePods(asks: readonly Ask[]): readonly Pattern[] {
  const direct = asks.filter(({ target, transport }) => target.kind === 'endpoint' && transport === 'udp');
  const losing = direct.filter(losesAaaaAlone);
  const isSome = losing.length > 0 && losing.length < direct.length;
  return isSome ? [aaaaLostAt(...new Set(losing.map(({ target }) => target.address)))] : [];
}

function losesAaaaAlone({ counts, pairs }: Ask): boolean {
  return pairs > 0 && counts.onlyAaaa >= MOST * pairs && counts.onlyA + counts.both < (1 - MOST) * pairs;
}

/** Divides the weight among the patterns. */
function weighed(weight: number, ...patterns: readonly Pattern[]): readonly Candidate[] {
  return patterns.map((pattern) => ({ pattern, weight: weight / patterns.length }));
}
