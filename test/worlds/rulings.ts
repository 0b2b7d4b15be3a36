/**
 * Which verdicts are right for which mechanism: the only place where the worlds meet the names of causes. `right` answers the
 * question; `fine` is true as well, or can't be told from it by anyone who sees what the agent sees.
 */

import { knownPods } from './arms.ts';
import { ABSENT } from './packet.ts';
import type { Fault, World } from './world.ts';

export interface Ruling {
  readonly right: readonly string[];
  readonly fine: readonly string[];
}

const ruling = (right: readonly string[], fine: readonly string[] = []): Ruling => ({ right, fine });

export function rulingOf(fault: Fault, world: World): Ruling {
  const unseen = world.counters === 'absent';
  switch (fault.kind) {
    case 'pod':
      return podRuling(fault, world);
    case 'ghost':
      return ghostRuling(fault, world);
    case 'no-vip':
      return ruling(['vip-unreachable', ...firstNameserver(world)]);
    case 'loss':
      return lossRuling(fault, world);
    case 'filter':
      return filterRuling(fault);
    case 'one-at-a-time': {
      // So short, and on the VIP's path alone, it is what a race without counters looks like.
      const likeRace = fault.segment.at === 'vip' && fault.within !== 'unanswered' && fault.within < 4;
      return ruling(['pair-dropped-on-path'], likeRace ? ['conntrack-race'] : []);
    }
    case 'race':
      return raceRuling(fault, world);
    case 'snat':
      return ruling(['snat-port-race', ...(unseen ? LOSS : [])]);
    case 'dropped-by-node':
      return ruling(['endpoint-down'], likeAnUnknownBackend([fault.pod], world));
    case 'table-full':
      return ruling(['conntrack-full', ...(unseen ? LOSS : [])]);
    case 'stale-flow':
      return ruling(['stale-conntrack']);
    case 'reverse-nat':
      return ruling(['reverse-nat-missing']);
    case 'send-refused':
      return ruling(['send-refused']);
    case 'aaaa':
      if (fault.how === 'NXDOMAIN') return ruling(['half-denied-name'], ['aaaa-broken']);
      return ruling(['aaaa-broken'], fault.how === 'SERVFAIL' ? ['server-error'] : []);
    case 'mangled':
      return ruling(['answers-unusable']);
    case 'cache':
      if (fault.how === 'slow') return ruling(['server-slow'], ['node-local-down']);
      // Where neither configuration nor procfs shows that the cache has bound the VIP, a silent VIP is all that anyone sees.
      return ruling(['node-local-down'], isHiddenCache(world) ? ['vip-unreachable'] : []);
    case 'nameserver':
      return ruling(['nameserver-down', ...(fault.how === 'slow' ? ['server-slow'] : [])]);
    case 'upstream':
      return ruling(fault.how === 'slow' ? ['upstream-slow'] : ['upstream-error', 'upstream-slow']);
    case 'receive-buffer':
      return ruling(['receive-buffer']);
    case 'backlog':
      return ruling(['node-backlog', ...(unseen ? LOSS : [])]);
    case 'starved':
      return ruling(['agent-starved']);
  }
}

function ghostRuling({ weight }: Extract<Fault, { kind: 'ghost' }>, world: World): Ruling {
  // Whoever knows no pods can't know that this is none.
  const fine = world.list === 'unknown' ? ['endpoint-down'] : [];
  // The backend where nobody is has the address of the pod that is gone. If it is listed, it is also a listed pod that is down.
  const listed = world.list === 'stale' ? ['endpoint-down'] : [];
  const all = weight === 1 ? ['vip-unreachable', ...firstNameserver(world)] : [];
  return ruling(['vip-leads-astray', ...listed, ...all], fine);
}

function raceRuling({ direct, counted, repaired }: Extract<Fault, { kind: 'race' }>, world: World): Ruling {
  const slow = world.faults.some((other) => other.kind === 'pod' && other.state.how === 'slow');
  const uncounted = direct || !counted || world.counters === 'absent';
  return ruling(
    ['conntrack-race', ...(slow && repaired > 0 ? ['clash-expired'] : [])],
    uncounted ? ['pair-dropped-on-path'] : [],
  );
}

function lossRuling({ segment, pattern }: Extract<Fault, { kind: 'loss' }>, world: World): Ruling {
  const everything = pattern.how === 'even' && pattern.share === 1;
  switch (segment.at) {
    case 'pod-node':
      return ruling(['packet-loss', ...(everything ? ['endpoint-down'] : [])]);
    case 'vip':
      return ruling(['packet-loss', 'something-else', ...(everything ? ['vip-unreachable'] : [])]);
    case 'to-pod':
      return ruling(
        ['endpoint-down', 'packet-loss'],
        everything ? likeAnUnknownBackend([segment.pod], world) : [],
      );
    case 'rewritten-to-pod': {
      const nothingElse = everything && takesAll([segment.pod], world);
      return ruling(
        ['packet-loss', 'something-else', ...(nothingElse ? ['vip-unreachable'] : [])],
        everything ? likeAnUnknownBackend([segment.pod], world) : [],
      );
    }
  }
}

/** Where no DNS pod is known and a further nameserver answers, all that shows is that the first nameserver is down. */
function firstNameserver({ list, nameservers }: World): readonly string[] {
  return list === 'unknown' && nameservers > 1 ? ['nameserver-down'] : [];
}

/** All that can be said of datagrams that vanish where no counter can be read. */
const LOSS = ['packet-loss', 'something-else'];

function podRuling({ pods, state }: Extract<Fault, { kind: 'pod' }>, world: World): Ruling {
  switch (state.how) {
    case 'silent':
      return ruling(['endpoint-down'], likeAnUnknownBackend(pods, world));
    case 'refusing': {
      const right = ['endpoint-down', ...(refusesForTheVip(pods, world) ? ['vip-unreachable'] : [])];
      return ruling(right, likeAnUnknownBackend(pods, world));
    }
    case 'lossy':
    case 'shedding':
      return ruling(['endpoint-down', 'packet-loss']);
    case 'slow':
      return ruling(['server-slow']);
    case 'erring':
      return ruling(['server-error']);
  }
}

function isHiddenCache({ cache, counters }: World): boolean {
  return cache.place === 'on-vip' && !cache.known && counters === 'absent';
}

/** Nobody who is known serves, and the VIP refuses: that is what a Service without ready pods looks like. */
function refusesForTheVip(pods: readonly number[], world: World): boolean {
  return takesAll(pods, world) && knownPods(world).every(({ pod }) => pod === ABSENT || pods.includes(pod));
}

/** Do all flows via the VIP, or nearly all, go to these pods? */
function takesAll(pods: readonly number[], { weights }: World): boolean {
  return pods.reduce((sum, pod) => sum + (weights[pod] ?? 0), 0) > 0.97;
}

/** A dead pod that the agent does not know looks like a stale backend. */
function likeAnUnknownBackend(pods: readonly number[], world: World): readonly string[] {
  const known = knownPods(world).map(({ pod }) => pod);
  if (known.length === 0 || pods.some((pod) => known.includes(pod))) return [];
  return takesAll(pods, world)
    ? ['vip-unreachable', 'vip-leads-astray', ...firstNameserver(world)]
    : ['vip-leads-astray'];
}

function filterRuling({ drops, segment }: Extract<Fault, { kind: 'filter' }>): Ruling {
  const fine =
    segment.at === 'to-pod' ? ['endpoint-down'] : segment.at === 'rewritten-to-pod' ? ['something-else'] : [];
  const isByVip = segment.at === 'vip' || segment.at === 'rewritten-to-pod';
  switch (drops) {
    case 'udp':
      // Via the VIP alone: the VIP leads nowhere, and it is UDP that does not pass. Both are true.
      return ruling(['udp-blocked', ...fine, ...(isByVip ? ['vip-unreachable'] : [])]);
    case 'tcp':
      return ruling(['tcp-blocked'], fine);
    case 'opt':
      return ruling(['edns-broken'], fine);
    case 'large':
      return ruling(['large-answers-lost'], fine);
  }
}

/** Verdicts that name no cause. */
export const UNDECIDED: readonly string[] = ['not-enough-evidence', 'something-else'];
/** Verdicts that say that nothing is wrong with DNS. */
export const HARMLESS: readonly string[] = ['clash-repaired'];

/** True of how the world is set up, fault or not. */
export function trueAnyway({ list }: World): readonly string[] {
  // The list names a pod that is gone: that it does not answer is true, and harms nobody.
  return list === 'stale' ? ['endpoint-down'] : [];
}

/** The class of a mechanism, by which errors are counted. */
export function classOf(fault: Fault): string {
  switch (fault.kind) {
    case 'pod':
      return `pod ${fault.state.how}`;
    case 'loss':
      return `loss ${fault.pattern.how} ${fault.segment.at}`;
    case 'filter':
      return `filter ${fault.drops}`;
    case 'one-at-a-time':
      return `one-at-a-time ${fault.segment.at}`;
    case 'race':
      return fault.repaired === 1 ? 'race repaired' : 'race';
    case 'aaaa':
    case 'mangled':
    case 'cache':
    case 'nameserver':
    case 'upstream':
      return `${fault.kind} ${fault.how}`;
    case 'ghost':
    case 'no-vip':
    case 'snat':
    case 'dropped-by-node':
    case 'table-full':
    case 'stale-flow':
    case 'reverse-nat':
    case 'send-refused':
    case 'receive-buffer':
    case 'backlog':
    case 'starved':
      return fault.kind;
  }
}

export function classOfWorld({ faults }: World): string {
  const [first, second] = faults;
  if (first === undefined) return 'no fault';
  return second === undefined ? classOf(first) : 'two faults';
}
