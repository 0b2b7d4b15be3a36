/** Patterns of the question: its type, its name, an OPT record, the size of the answer. */

import { type Ask, onClusterPath } from './ask.ts';
import { NEARLY_ALL, SHARES, TOGETHER } from './axes.ts';
import { correlated, type Fate, independent, UNHARMED } from './fate.ts';
import type { Pattern, PatternId } from './pattern.ts';
import { anyOf, eitherOf, FREE, fate, type Prediction, UNAFFECTED } from './prediction.ts';
import { WEIGHTS } from './servers.ts';

function oneType(
  [p = 0, overTcp = 0, withOpt = 0]: readonly number[],
  type: 'A' | 'AAAA',
  ask: Ask,
): Prediction {
  if (ask.target.kind !== 'vip' && ask.target.kind !== 'endpoint') return FREE;
  const share = p * (ask.transport === 'tcp' ? overTcp : 1) * (ask.opt === 'none' ? 1 : withOpt);
  if (ask.transport === 'tcp' && share > 0)
    return anyOf(...WITH_IT.map((other) => lostWith(type, share, other)));
  return fate(type === 'A' ? independent(share, 0) : independent(0, share));
}

/** A server that answers a connection's queries in order keeps the other answer back. How often it does so is not known. */
const WITH_IT = [0, 0.3, 0.7, 1] as const;

/** `type` is lost with probability `share`, and then the other one with it with probability `other`. */
function lostWith(type: 'A' | 'AAAA', share: number, other: number): Fate {
  const [alone, both] = [share * (1 - other), share * other];
  return { neither: 1 - share, onlyA: type === 'A' ? alone : 0, onlyAaaa: type === 'A' ? 0 : alone, both };
}

const OVER_TCP = [0, 1] as const;
/** 0 if a filter finds the type only at the end of the message, where a query with an OPT record does not have it. */
const WITH_OPT = [1, 0] as const;

export const AAAA_LOST: Pattern = {
  id: 'aaaa-lost',
  words: 'AAAA queries are lost however they are sent; A queries are not',
  axes: [SHARES, OVER_TCP, WITH_OPT],
  predict: (ask, values) => oneType(values, 'AAAA', ask),
};

/** A cache or a proxy at the first nameserver never answers AAAA; the DNS pods behind it do. */
export const AAAA_BY_VIP_LOST: Pattern = {
  id: 'aaaa-lost',
  words:
    'AAAA queries via the VIP are lost however they are sent; A queries are not, and straight to the DNS pods nothing is lost',
  axes: [NEARLY_ALL, OVER_TCP, WITH_OPT],
  predict: (ask, values) => (ask.target.kind === 'endpoint' ? UNAFFECTED : oneType(values, 'AAAA', ask)),
};

/**
 * Some DNS pods never answer AAAA, and A always. So AAAA is lost via the VIP in the share of flows that leads there. That share is a
 * free parameter.
 */
export function aaaaLostAt(...addresses: readonly string[]): Pattern {
  return {
    id: 'aaaa-lost',
    addresses,
    words: `AAAA queries to ${addresses.join(' and ')} are lost, and so is the share via the VIP that leads there; A queries are not`,
    axes: [NEARLY_ALL, WEIGHTS, OVER_TCP, WITH_OPT],
    predict: (ask, [p = 0, weight = 0, ...others]) => {
      const { kind, address } = ask.target;
      if (kind === 'vip' && ask.socket === 'standing') return eitherOf(weight, independent(0, p), UNHARMED);
      if (kind === 'vip') return oneType([p * weight, ...others], 'AAAA', ask);
      return kind === 'endpoint' && !addresses.includes(address)
        ? UNAFFECTED
        : oneType([p, ...others], 'AAAA', ask);
    },
  };
}

export const A_LOST: Pattern = {
  id: 'a-lost',
  words: 'A queries are lost however they are sent; AAAA queries are not',
  axes: [SHARES, OVER_TCP, WITH_OPT],
  predict: (ask, values) => oneType(values, 'A', ask),
};

/** 0 if A and AAAA are lost alike, 1 if only A is lost, -1 if only AAAA is: a name may have many records of one type only. */
const SIDES = [0, 1, -1] as const;

function lostOnSide(p: number, together: number, side: number): Fate {
  if (side === 0) return correlated(p, together);
  return independent(p * Math.min(1, 1 + side), p * Math.min(1, 1 - side));
}

/** Only arms for which `asksIt` holds fail. Over TCP nothing is predicted. */
function onlyWhere(id: PatternId, words: string, asksIt: (ask: Ask) => boolean): Pattern {
  return {
    id,
    words,
    axes: [SHARES, TOGETHER, SIDES],
    predict: (ask, [p = 0, together = 0, side = 0]) => {
      if (ask.target.kind === 'nameserver' || ask.target.kind === 'node-local') return FREE;
      if (!asksIt(ask)) return UNAFFECTED;
      return ask.transport === 'tcp' ? FREE : fate(lostOnSide(p, together, side));
    },
  };
}

export const OPT_LOST: Pattern = onlyWhere(
  'opt-lost',
  'queries with an OPT record (EDNS) get no answer, the same queries without one do',
  // A query for a large answer carries the record as well.
  ({ opt }) => opt !== 'none',
);

export const LARGE_LOST: Pattern = onlyWhere(
  'large-lost',
  'large answers do not arrive over UDP, small ones do',
  ({ opt }) => opt === 'large',
);

/** Names that people use may be in a cache, so they fail less often than random ones. Over TCP the upstream is the same. */
export const UPSTREAM_LOST: Pattern = {
  id: 'upstream-lost',
  words:
    "names that the DNS pods must ask an upstream resolver for get no answer; the cluster's own names do",
  axes: [SHARES, TOGETHER, [1, 0.5, 0], SIDES],
  predict: (ask, [p = 0, together = 0, outside = 1, side = 0]) => {
    if (ask.target.kind === 'nameserver' || ask.target.kind === 'node-local') return FREE;
    if (ask.scope === 'cluster') return UNAFFECTED;
    return fate(lostOnSide(ask.scope === 'outside' ? p * outside : p, together, side));
  },
};

/**
 * The same servers answer random names, and lose what is asked for names of the cluster: over UDP alone, or over TCP as well. Names outside may be in
 * a cache, or have the property by which the others are lost.
 */
export const OWN_NAMES_LOST: Pattern = {
  id: 'own-names-lost',
  words:
    'queries for names of the cluster get no answer, via the VIP and straight to the DNS pods; the same servers answer random names',
  axes: [NEARLY_ALL, OVER_TCP],
  predict: (ask, [p = 0, overTcp = 0]) => {
    if (!onClusterPath(ask) || ask.scope === 'outside') return FREE;
    if (ask.scope === 'uncached') return UNAFFECTED;
    return fate(correlated(ask.transport === 'tcp' ? p * overTcp : p, 1));
  },
};
