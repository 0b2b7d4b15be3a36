/** The streams of docs/streams.md: clusters that are well for hours, and clusters in which a fault begins and ends. All drawn from seeds. */

import type { Times } from '../../test/agent/episode-world.ts';
import { Draw } from '../../test/worlds/chance.ts';
import { clusterWith } from '../../test/worlds/cluster-with.ts';
import { weightsOf } from '../../test/worlds/draw-world.ts';
import type { Fault, Mechanism, World } from '../../test/worlds/world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** How long one well cluster is watched. */
export const WELL_MS = 5 * HOUR;
/** How often a well cluster is judged while no probe of the last five minutes was troubled. */
const CALM_MS = MINUTE;
/** How long a cluster is watched after its cure. */
const AFTER_MS = 2 * MINUTE;

export interface Stream {
  readonly title: string;
  readonly world: World;
  readonly times: Times;
  readonly isCold: boolean;
}

/**
 * A cluster that is well. In four of ten the network loses a packet now and then, in two of ten the agent's own event loop is late
 * now and then, in three of ten conntrack drops clashes of other pods.
 */
export function wellStream(seed: number): Stream {
  const draw = new Draw(`well ${seed}`);
  const always: Fault[] = [];
  if (draw.chance(0.4)) {
    const share = draw.magnitude(1e-5, 3e-4);
    always.push({ ...lossOf(share), salt: 500 });
  }
  if (draw.chance(0.2)) always.push({ kind: 'starved', share: draw.magnitude(0.001, 0.05), salt: 600 });
  const times = { faultMs: WELL_MS, cureMs: WELL_MS, endMs: WELL_MS, always, calmMs: CALM_MS };
  return { title: 'well', world: { ...setup(seed, draw), faults: [] }, times, isCold: false };
}

/** A fault that hits a fifth of the queries or more, but for `WEAK_KINDS`. It begins at a random moment: of a cold start, or of the first 15 minutes. */
export function faultStream(kind: FaultKind, seed: number): Stream {
  const draw = new Draw(`${kind} ${seed}`);
  const isCold = seed % 2 === 1;
  const faultMs = isCold ? draw.between(10, 60) * SECOND : draw.between(4, 15) * MINUTE;
  const cureMs = faultMs + draw.between(2.5, 5) * MINUTE;
  const faults = FAULTS[kind](draw).map((one, index): Fault => ({ ...one, salt: 100 * (index + 1) }));
  // Before Linux 5.0 no kernel repaired clashes, and newer ones have no race by threads alone.
  const era = faults.some((one) => one.kind === 'race') ? { era: 'searched' as const } : {};
  // An upstream server is asked for names outside the cluster.
  const names = faults.some((one) => one.kind === 'upstream') ? { outside: true } : {};
  const world = { ...setup(seed, draw), ...era, ...names, faults };
  const times = { faultMs, cureMs, endMs: cureMs + AFTER_MS };
  if (!kind.endsWith('was replaced')) return { title: kind, world, times, isCold };
  // The third pod takes the place of the second one. The node forwards new flows to it before the agent learns of it.
  const replaced = { pod: 1, by: 2, lastSeenMs: faultMs, learntMs: faultMs + 10 * SECOND };
  const pods = { pods: 3, weights: [...world.weights, 0] };
  return { title: kind, world: { ...world, ...pods }, times: { ...times, replaced }, isCold };
}

function setup(seed: number, draw: Draw): World {
  const spread = draw.weighted<World['spread']>([
    ['even', 2],
    ['random', 1],
  ]);
  const isBusy = draw.chance(0.3);
  return clusterWith([], {
    seed,
    pods: 2,
    spread,
    weights: spread === 'even' ? [0.5, 0.5] : weighted(draw),
    outside: draw.chance(0.5),
    hitRate: draw.next(),
    rttMs: draw.magnitude(0.2, 8),
    counters: isBusy ? 'moving' : 'present',
    background: isBusy ? draw.magnitude(0.05, 5) : 0,
    era: 'chainlength',
  });
}

/** Both pods get a fifth of the flows or more, so that a fault of one of them hits as many. */
function weighted(draw: Draw): number[] {
  for (;;) {
    const weights = weightsOf('random', 2, draw);
    if (Math.min(...weights) >= 0.2) return weights;
  }
}

function lossOf(share: number): Extract<Mechanism, { kind: 'loss' }> {
  return { kind: 'loss', segment: { at: 'pod-node' }, pattern: { how: 'even', share } };
}

const RACE: Extract<Mechanism, { kind: 'race' }> = {
  kind: 'race',
  share: 0.2,
  pairShare: 1,
  repaired: 0,
  counted: true,
  direct: false,
};
const silentPods = (pods: readonly number[]): Mechanism => ({
  kind: 'pod',
  pods,
  state: { how: 'silent' },
});

const FAULTS = {
  'packet loss, 20 to 50 %': (draw) => [lossOf(draw.between(0.2, 0.5))],
  'one of two DNS pods is silent': () => [silentPods([1])],
  'one of two DNS pods refuses': () => [{ kind: 'pod', pods: [1], state: { how: 'refusing' } }],
  'the node drops what leads to one of two DNS pods': () => [{ kind: 'dropped-by-node', pod: 1 }],
  'no DNS pod, the VIP refuses': () => [{ kind: 'no-vip', how: 'refusing' }, silentPods([0, 1])],
  'the VIP is silent': () => [{ kind: 'no-vip', how: 'silent' }],
  'the race, 20 to 50 %': (draw) => [{ ...RACE, share: draw.between(0.2, 0.5) }],
  'the race, 14 to 17 %': (draw) => [{ ...RACE, share: draw.between(0.14, 0.17) }],
  'SNAT ports clash, 20 to 50 %': (draw) => [{ kind: 'snat', share: draw.between(0.2, 0.5), direct: true }],
  'AAAA gets no answer': () => [{ kind: 'aaaa', how: 'silent', share: 1 }],
  'UDP is blocked': () => [{ kind: 'filter', segment: { at: 'pod-node' }, drops: 'udp' }],
  'the conntrack table is full, 50 to 80 %': (draw) => [
    { kind: 'table-full', share: draw.between(0.5, 0.8) },
  ],
  'an entry of conntrack is stale': () => [{ kind: 'stale-flow' }],
  'an entry of conntrack is stale since a DNS pod was replaced': () => [{ kind: 'stale-flow' }],
  'the upstream server is slow': () => [{ kind: 'upstream', how: 'slow', share: 1 }],
  'the upstream server is silent': () => [{ kind: 'upstream', how: 'silent', share: 1 }],
  'the upstream server answers SERVFAIL': () => [{ kind: 'upstream', how: 'SERVFAIL', share: 1 }],
  'one of two DNS pods is slow': () => [
    { kind: 'pod', pods: [1], state: { how: 'slow', share: 1, ms: 3_000 } },
  ],
  'the DNS pods answer SERVFAIL, 20 to 50 %': (draw) => [
    { kind: 'pod', pods: [0, 1], state: { how: 'erring', share: draw.between(0.2, 0.5), rcode: 'SERVFAIL' } },
  ],
  "answers keep the pod's address, 20 to 50 %": (draw) => [
    { kind: 'reverse-nat', share: draw.between(0.2, 0.5) },
  ],
  'the node refuses to send, 20 to 50 %': (draw) => [
    { kind: 'send-refused', code: 'EPERM', share: draw.between(0.2, 0.5) },
  ],
} as const satisfies Record<string, (draw: Draw) => readonly Mechanism[]>;

export type FaultKind = keyof typeof FAULTS;
/** They hit less than a fifth of the queries, and are in no total. */
export const WEAK_KINDS: readonly string[] = ['the race, 14 to 17 %'] satisfies readonly FaultKind[];
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];
