/** The patterns that are tried on what was measured, with how probable each is before that. */

import { type Ask, lostPairs } from './ask.ts';
import {
  ALL_LOST,
  ALL_UDP_LOST,
  LOSS_EVERYWHERE,
  NEW_FLOWS_BY_VIP_LOST,
  NEW_FLOWS_LOST,
  TCP_LOST,
} from './everywhere.ts';
import type { Candidate } from './explain.ts';
import { CLASH_BY_VIP, CLASH_EVERYWHERE, ONE_OF_TWO_ON_PATH, SECOND_FROM_PORT } from './pairs.ts';
import type { Pattern } from './pattern.ts';
import { A_LOST, AAAA_LOST, LARGE_LOST, OPT_LOST, UPSTREAM_LOST } from './questions.ts';
import {
  LOSS_BY_VIP,
  NODE_LOCAL_FAILS,
  nameserverFails,
  podsFail,
  STANDING_FLOW_LOST,
  UNLISTED_POD_FAILS,
  VIP_LEADS_ASTRAY,
} from './servers.ts';

/** A pattern is left out where the arms that would show it lost nothing. */
export function candidatesFor(asks: readonly Ask[]): readonly Candidate[] {
  const losing = asks.filter((ask) => lostPairs(ask) > 0);
  if (losing.length === 0) return [];
  const lostBy = (shows: (ask: Ask) => boolean) => losing.some(shows);
  const ofKind = (kind: Ask['target']['kind']) => (ask: Ask) => ask.target.kind === kind;
  const addressesOf = (kind: Ask['target']['kind']) => [
    ...new Set(losing.filter(ofKind(kind)).map(({ target }) => target.address)),
  ];
  const podsKnown = asks.some(ofKind('endpoint'));
  const byVip = lostBy(ofKind('vip'));
  const direct = lostBy(ofKind('endpoint'));
  return [
    ...weighed(1, byVip || direct, LOSS_EVERYWHERE),
    ...weighed(1, byVip, CLASH_BY_VIP, SECOND_FROM_PORT),
    ...weighed(0.1, direct, CLASH_EVERYWHERE),
    ...weighed(0.2, byVip || direct, ONE_OF_TWO_ON_PATH),
    ...weighed(1, direct, ...podSets(asks)),
    ...weighed(0.5, byVip, VIP_LEADS_ASTRAY),
    ...weighed(podsKnown ? 0.05 : 0.5, byVip, UNLISTED_POD_FAILS),
    ...weighed(0.2, byVip, LOSS_BY_VIP),
    ...weighed(0.3, byVip, NEW_FLOWS_BY_VIP_LOST),
    ...weighed(0.3, byVip || direct, NEW_FLOWS_LOST),
    ...weighed(
      0.5,
      lostBy(({ socket }) => socket === 'standing'),
      STANDING_FLOW_LOST,
    ),
    ...weighed(0.5, true, ...(lostBy(ofKind('node-local')) ? [NODE_LOCAL_FAILS] : [])),
    ...weighed(0.5, true, ...addressesOf('nameserver').map(nameserverFails)),
    ...weighed(0.5, byVip || direct, AAAA_LOST),
    ...weighed(0.05, byVip || direct, A_LOST),
    ...weighed(
      0.3,
      lostBy(({ opt }) => opt === 'small'),
      OPT_LOST,
    ),
    ...weighed(
      0.3,
      lostBy(({ opt }) => opt === 'large'),
      LARGE_LOST,
    ),
    ...weighed(
      0.5,
      lostBy(({ scope }) => scope !== 'cluster'),
      UPSTREAM_LOST,
    ),
    ...weighed(0.3, byVip || direct, ALL_UDP_LOST, ALL_LOST),
    ...weighed(
      0.3,
      lostBy(({ transport }) => transport === 'tcp'),
      TCP_LOST,
    ),
  ];
}

/** Each pod that lost something, and all that lost most together: more than one may be gone. */
function podSets(asks: readonly Ask[]): readonly Pattern[] {
  const direct = asks.filter(({ target, transport }) => target.kind === 'endpoint' && transport === 'udp');
  const losing = direct.filter((ask) => lostPairs(ask) > 0).map(({ target }) => target.address);
  const gone = direct.filter((ask) => lostPairs(ask) > ask.pairs / 2).map(({ target }) => target.address);
  const isSeveral = gone.length > 1 && gone.length < direct.length;
  return [...losing.map((address) => podsFail(address)), ...(isSeveral ? [podsFail(...gone)] : [])];
}

/** The patterns share the weight. */
function weighed(weight: number, tried: boolean, ...patterns: readonly Pattern[]): readonly Candidate[] {
  return tried ? patterns.map((pattern) => ({ pattern, weight: weight / patterns.length })) : [];
}
