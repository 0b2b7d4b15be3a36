/** One faulty mechanism, drawn among those that the world's setup allows. */

import { MALFORMED_REASONS } from '../../src/domain/outcome.ts';
import type { Draw } from './chance.ts';
import type { Setup } from './draw-world.ts';
import type { Mechanism, Pattern, PodState, Refusal, Segment } from './world.ts';

const REFUSALS: readonly Refusal[] = ['silent', 'refusing'];

type Drawn = { readonly [kind in Mechanism['kind']]: (setup: Setup, draw: Draw) => Mechanism | undefined };

/** The weight of each kind. If the setup does not allow the drawn kind, it draws again. A kind without a weight is for streams and histories only. */
const WEIGHTS: readonly (readonly [Mechanism['kind'], number])[] = [
  ['pod', 5],
  ['ghost', 1.5],
  ['no-vip', 1],
  ['loss', 4],
  ['filter', 2],
  ['one-at-a-time', 1.5],
  ['race', 3],
  ['snat', 1.5],
  ['table-full', 1.5],
  ['stale-flow', 1],
  ['reverse-nat', 1],
  ['send-refused', 1.5],
  ['aaaa', 2],
  ['mangled', 1],
  ['cache', 1],
  ['nameserver', 1],
  ['upstream', 1.5],
  ['receive-buffer', 1],
  ['backlog', 1],
  ['starved', 1],
];

export function drawFault(setup: Setup, draw: Draw): Mechanism {
  for (;;) {
    const drawn = DRAWN[draw.weighted(WEIGHTS)](setup, draw);
    if (drawn !== undefined) return drawn;
  }
}

/** Shares from hardly visible to obvious. */
const share = (draw: Draw, low = 0.01) => draw.magnitude(low, 0.6);

const DRAWN: Drawn = {
  pod: drawPods,
  ghost: ({ pods }, draw) => ({
    kind: 'ghost',
    weight: draw.chance(0.15) ? 1 : draw.chance(0.6) ? 1 / (pods + 1) : draw.between(0.05, 0.9),
  }),
  'no-vip': (_, draw) => ({ kind: 'no-vip', how: draw.pick(REFUSALS) }),
  loss: (setup, draw) => ({ kind: 'loss', segment: segment(setup, draw), pattern: pattern(draw) }),
  filter: (setup, draw) => ({
    kind: 'filter',
    segment: segment(setup, draw),
    drops: draw.weighted([
      ['udp', 3],
      ['tcp', 3],
      ['opt', 2],
      ['large', 1],
    ]),
  }),
  'one-at-a-time': (_, draw) => ({
    kind: 'one-at-a-time',
    segment: { at: draw.chance(0.5) ? 'vip' : 'pod-node' },
    within: draw.chance(0.5) ? 'unanswered' : draw.magnitude(0.5, 20),
  }),
  race: (_, draw) => ({
    kind: 'race',
    share: share(draw, 0.03),
    pairShare: draw.magnitude(0.02, 0.5),
    repaired: draw.weighted([
      [0, 2],
      [draw.next(), 1],
      [1, 1],
    ]),
    counted: draw.chance(0.7),
    direct: draw.chance(0.25),
  }),
  snat: (_, draw) => ({ kind: 'snat', share: share(draw), direct: draw.chance(0.3) }),
  'dropped-by-node': ({ pods }, draw) => ({ kind: 'dropped-by-node', pod: draw.whole(0, pods - 1) }),
  'table-full': (_, draw) => ({ kind: 'table-full', share: share(draw) }),
  'stale-flow': () => ({ kind: 'stale-flow' }),
  'reverse-nat': (_, draw) => ({ kind: 'reverse-nat', share: draw.chance(0.5) ? 1 : share(draw) }),
  'send-refused': (_, draw) => ({
    kind: 'send-refused',
    code: draw.pick(['EPERM', 'EACCES', 'ENOBUFS'] as const),
    share: draw.chance(0.2) ? 1 : share(draw),
  }),
  aaaa: (_, draw) => ({
    kind: 'aaaa',
    how: draw.pick(['silent', 'SERVFAIL', 'NXDOMAIN'] as const),
    share: draw.chance(0.6) ? 1 : draw.between(0.1, 0.9),
  }),
  mangled: (_, draw) => ({
    kind: 'mangled',
    how: draw.pick(MALFORMED_REASONS),
    share: draw.chance(0.4) ? 1 : share(draw),
  }),
  cache: ({ cache }, draw) =>
    cache.place === 'none' ? undefined : { kind: 'cache', how: draw.pick([...REFUSALS, 'slow'] as const) },
  nameserver: ({ nameservers }, draw) =>
    nameservers < 2
      ? undefined
      : {
          kind: 'nameserver',
          index: draw.whole(1, nameservers - 1),
          how: draw.pick([...REFUSALS, 'slow'] as const),
        },
  upstream: (_, draw) => ({
    kind: 'upstream',
    how: draw.pick(['slow', 'silent', 'SERVFAIL'] as const),
    share: draw.chance(0.4) ? 1 : share(draw, 0.05),
  }),
  'receive-buffer': (_, draw) => ({ kind: 'receive-buffer', share: share(draw) }),
  backlog: (_, draw) => ({ kind: 'backlog', share: share(draw) }),
  starved: (_, draw) => ({ kind: 'starved', share: draw.between(0.05, 0.8) }),
};

function drawPods({ pods }: Setup, draw: Draw): Mechanism {
  const state = podState(draw);
  // Slow or erring is mostly what all pods are; lossy or dead is mostly one.
  const all = draw.chance(state.how === 'slow' || state.how === 'erring' ? 0.6 : 0.1);
  const one = draw.whole(0, pods - 1);
  return { kind: 'pod', pods: all ? Array.from({ length: pods }, (_, index) => index) : [one], state };
}

function podState(draw: Draw): PodState {
  const how = draw.weighted<PodState['how']>([
    ['silent', 3],
    ['refusing', 1.5],
    ['lossy', 1.5],
    ['slow', 2],
    ['erring', 2],
    ['shedding', 1],
  ]);
  switch (how) {
    case 'silent':
    case 'refusing':
      return { how };
    case 'lossy':
      return { how, share: share(draw, 0.05) };
    case 'slow':
      return { how, share: draw.chance(0.5) ? 1 : share(draw, 0.05), ms: draw.magnitude(300, 4000) };
    case 'erring':
      return {
        how,
        share: draw.chance(0.4) ? 1 : share(draw),
        rcode: draw.pick(['SERVFAIL', 'REFUSED'] as const),
      };
    case 'shedding':
      return { how, perSecond: draw.magnitude(4, 60) };
  }
}

function segment({ pods }: Setup, draw: Draw): Segment {
  return draw.weighted<Segment>([
    [{ at: 'pod-node' }, 4],
    [{ at: 'vip' }, 2],
    [{ at: 'to-pod', pod: draw.whole(0, pods - 1) }, 2],
    [{ at: 'rewritten-to-pod', pod: draw.whole(0, pods - 1) }, 1],
  ]);
}

function pattern(draw: Draw): Pattern {
  const how = draw.weighted<Pattern['how']>([
    ['even', 3],
    ['bursty', 1],
    ['rated', 1],
  ]);
  switch (how) {
    case 'even':
      return { how, share: draw.chance(0.2) ? 1 : share(draw) };
    case 'bursty':
      return {
        how,
        share: draw.between(0.5, 1),
        goodMs: draw.magnitude(500, 8000),
        badMs: draw.magnitude(30, 600),
      };
    case 'rated':
      return { how, perSecond: draw.magnitude(40, 190), burst: draw.whole(5, 40) };
  }
}
