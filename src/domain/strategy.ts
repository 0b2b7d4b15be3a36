/**
 * The ways to send a pair, one row each. Every list of strategies (arms, wire, rotation, metrics, configuration, comparisons,
 * documentation) is derived from these rows.
 */

/** The server of a pair: the VIP, a further nameserver, one DNS pod directly, or the node's own cache. */
export type TargetKind = 'vip' | 'nameserver' | 'endpoint' | 'node-local';

export interface StrategySpec {
  /** What is on the wire, for documentation. */
  readonly wire: string;
  /** Which client or resolver option behaves like this. */
  readonly standsFor: string;
  readonly target: TargetKind;
  /** `either`: the strategy has an arm for each transport. */
  readonly transport: 'udp' | 'tcp' | 'either';
  /** `fresh`: one new socket for the pair. `fresh-each`: one for each query. `standing`: one that is kept open for hours. */
  readonly socket: 'fresh' | 'fresh-each' | 'standing';
  /**
   * `together`: back to back. `same-instant`: from two threads. `staggered`: a few milliseconds apart.
   * `in-turn`: the second query leaves after the first was answered or given up.
   */
  readonly spacing: 'together' | 'same-instant' | 'staggered' | 'in-turn';
  /** `plain`: the configured name. `uncached`: a random name that no cache holds. `large`: a name with a large answer. */
  readonly asks: 'plain' | 'uncached' | 'large';
  /** UDP payload size that the queries' OPT record states, in bytes (RFC 6891); 0 for queries without one. */
  readonly optPayload: number;
  /** `regular`: one turn in each round of the rotation. `occasional`: shares a few turns of a round with the others of its kind. */
  readonly turn: 'regular' | 'occasional';
}

/** The size that the DNS flag day 2020 recommends, and that Go and systemd-resolved state. */
const COMMON_PAYLOAD = 1232;
/** Large enough that the answer to `largeName` is limited by the path, not by the query. */
const LARGE_PAYLOAD = 4096;

const plain = {
  target: 'vip',
  transport: 'udp',
  socket: 'fresh',
  spacing: 'together',
  asks: 'plain',
  optPayload: 0,
  turn: 'regular',
} as const;

export const STRATEGIES = {
  pair: {
    ...plain,
    wire: 'A and AAAA back to back, one thread, one fresh socket',
    standsFor: 'what glibc does',
  },
  race: {
    ...plain,
    spacing: 'same-instant',
    wire: 'A and AAAA at the same instant from two threads, one fresh 5-tuple',
    standsFor: 'the worst case: it provokes the clash',
  },
  separate: {
    ...plain,
    socket: 'fresh-each',
    wire: 'both at once, a fresh socket each',
    standsFor: "Go's resolver",
  },
  staggered: {
    ...plain,
    spacing: 'staggered',
    wire: 'AAAA 4 ms after A, same socket',
    standsFor: 'the tc(8) workaround that delays AAAA',
  },
  sequential: {
    ...plain,
    spacing: 'in-turn',
    wire: "AAAA after A's answer, same socket",
    standsFor: '`options single-request`',
  },
  reopen: {
    ...plain,
    socket: 'fresh-each',
    spacing: 'in-turn',
    wire: "AAAA after A's answer, new socket",
    standsFor: '`options single-request-reopen`',
  },
  tcp: {
    ...plain,
    transport: 'tcp',
    wire: 'both over one TCP connection',
    standsFor: '`options use-vc`',
  },
  endpoint: {
    ...plain,
    target: 'endpoint',
    transport: 'either',
    wire: "`pair` straight to one DNS pod's address",
    standsFor: 'no VIP, no DNAT',
  },
  'node-local': {
    ...plain,
    target: 'node-local',
    wire: "`pair` to the node-local cache's address",
    standsFor: 'NodeLocal DNSCache',
  },
  sticky: {
    ...plain,
    socket: 'standing',
    wire: '`pair` on a socket that is kept open for hours',
    standsFor: 'long-lived clients, stale conntrack entries',
  },
  edns: {
    ...plain,
    optPayload: COMMON_PAYLOAD,
    turn: 'occasional',
    wire: `\`pair\` with an OPT record (EDNS0, payload size ${COMMON_PAYLOAD})`,
    standsFor: '`options edns0`, Go, systemd-resolved',
  },
  uncached: {
    ...plain,
    asks: 'uncached',
    turn: 'occasional',
    wire: '`pair` for a random name below `uncachedSuffix`; NXDOMAIN is the expected answer',
    standsFor: 'a name that no cache of the cluster holds',
  },
  nameserver: {
    ...plain,
    target: 'nameserver',
    turn: 'occasional',
    wire: '`pair` to the second and third nameserver of resolv.conf',
    standsFor: 'the fallback of every resolver, `options rotate`, musl',
  },
  large: {
    ...plain,
    transport: 'either',
    asks: 'large',
    optPayload: LARGE_PAYLOAD,
    turn: 'occasional',
    wire: `\`pair\` for \`largeName\` with an OPT record (payload size ${LARGE_PAYLOAD})`,
    standsFor: 'a name with a large answer: fragments, path MTU',
  },
} as const satisfies Record<string, StrategySpec>;

export type Strategy = keyof typeof STRATEGIES;
export const STRATEGY_IDS = Object.keys(STRATEGIES) as readonly Strategy[];

/** The row of a strategy, as the general type. */
export function specOf(strategy: Strategy): StrategySpec {
  return STRATEGIES[strategy];
}

/** The strategies whose row fulfils `condition`, in the table's order. */
export function strategiesWhere(condition: (row: StrategySpec) => boolean): readonly Strategy[] {
  return STRATEGY_IDS.filter((strategy) => condition(STRATEGIES[strategy]));
}

/** Each has a turn in every round of the rotation. Strategies are compared among these. */
export const REGULAR = strategiesWhere(({ turn }) => turn === 'regular');
/** They share a few turns of each round. A comparison takes one of these only if it names it. */
export const OCCASIONAL = strategiesWhere(({ turn }) => turn === 'occasional');
/** Regular, via the VIP over UDP, a fresh source port each time. */
export const FRESH = strategiesWhere(
  ({ target, transport, socket, turn }) =>
    turn === 'regular' && target === 'vip' && transport === 'udp' && socket !== 'standing',
);
/** Of FRESH: A and AAAA on different sockets, or one after the other's answer. They can't clash in conntrack. */
export const APART = strategiesWhere(
  ({ target, transport, socket, spacing, turn }) =>
    turn === 'regular' &&
    target === 'vip' &&
    transport === 'udp' &&
    (socket === 'fresh-each' || spacing === 'in-turn'),
);

/** Of FRESH: A and AAAA at once from one socket, as the C libraries send them. They can clash in conntrack. */
export const TOGETHER = strategiesWhere(
  ({ target, transport, socket, spacing, turn }) =>
    turn === 'regular' &&
    target === 'vip' &&
    transport === 'udp' &&
    socket === 'fresh' &&
    (spacing === 'together' || spacing === 'same-instant'),
);

/** The transports of a strategy's arms. */
export function transportsOf(strategy: Strategy): readonly ('udp' | 'tcp')[] {
  const { transport } = specOf(strategy);
  return transport === 'either' ? ['udp', 'tcp'] : [transport];
}
