/** One fault that comes and goes, or that grows. */

import type { Cause } from '../../../src/domain/cause.ts';
import type { Mechanism } from '../../../test/worlds/world.ts';
import {
  due,
  during,
  endMs,
  flapping,
  full,
  LOSS,
  loss,
  noVip,
  POD,
  perhaps,
  Q,
  refusing,
  s,
  silent,
  slow,
  UPSTREAM,
  upstream,
  VIP,
} from '../blocks.ts';
import type { History, Timed, Truth } from '../history.ts';

const TEN_MINUTES = s(Q, Q + 600);
const flap = (
  id: string,
  title: string,
  on: number,
  off: number,
  causes: readonly Cause[],
  ...faults: readonly Mechanism[]
): History => ({
  id,
  title,
  endMs: endMs(Q + 600),
  faults: flapping(TEN_MINUTES, on, off, ...faults),
  truths: [perhaps(TEN_MINUTES, causes)],
});
const long = s(Q, Q + 840);

export const CHANGING_STRENGTH: readonly History[] = [
  flap('flap-pod-10-50', 'one of two DNS pods is silent for 10 s of each minute', 10, 50, POD, silent(1)),
  flap('flap-loss-10-50', 'the path loses 50 % for 10 s of each minute', 10, 50, LOSS, loss(0.5)),
  flap('flap-vip-10-50', 'the VIP refuses for 10 s of each minute', 10, 50, VIP, noVip('refusing')),
  flap(
    'flap-full-30-270',
    'the conntrack table is full (70 % of new flows) for 30 s of each 5 min',
    30,
    270,
    ['conntrack-full'],
    full(0.7),
  ),
  flap(
    'flap-upstream-40-260',
    'the upstream is slow for 40 s of each 5 min',
    40,
    260,
    ['upstream-slow'],
    upstream('slow'),
  ),
  flap(
    'flap-oom-8-112',
    'CoreDNS is killed for lack of memory: one of two pods refuses for 8 s of each 2 min',
    8,
    112,
    POD,
    refusing(1),
  ),
  flap(
    'flap-oom-both',
    'both CoreDNS pods are killed at once: they refuse for 10 s of each 2 min',
    10,
    110,
    POD,
    refusing(0, 1),
  ),
  {
    id: 'flap-pod-2-5',
    title: 'one of two DNS pods is silent for 2 min, fine for 5 min, and silent again',
    endMs: endMs(Q + 540),
    faults: flapping(s(Q, Q + 540), 120, 300, silent(1)),
    truths: [due(s(Q, Q + 120), POD), due(s(Q + 420, Q + 540), POD)],
  },
  {
    id: 'flap-loss-2-5',
    title: 'the path loses 30 % for 2 min, none for 5 min, and 30 % again',
    endMs: endMs(Q + 540),
    faults: flapping(s(Q, Q + 540), 120, 300, loss(0.3)),
    truths: [due(s(Q, Q + 120), LOSS), due(s(Q + 420, Q + 540), LOSS)],
  },
  grows(
    'grow-loss',
    'loss grows: 0.5, 1, 2, 5, 10, 20, 30 %, 2 min each',
    [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3],
    (x) => loss(x),
    LOSS,
  ),
  grows(
    'grow-slow',
    'both DNS pods become slow: 30, 60, 120, 250, 500, 1000, 2000 ms, 2 min each',
    [30, 60, 120, 250, 500, 1000, 2000],
    (x) => slow(1, x, 0, 1),
    ['server-slow'],
  ),
  grows(
    'grow-upstream',
    'the upstream loses 2, 5, 10, 20, 40, 70, 100 %, 2 min each',
    [0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1],
    (x) => upstream('silent', x),
    UPSTREAM,
  ),
  grows(
    'grow-full',
    'the conntrack table fills: 1, 2, 5, 10, 20, 40, 60 % of new flows are dropped, 2 min each',
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6],
    full,
    ['conntrack-full'],
  ),
];

function grows(
  id: string,
  title: string,
  steps: readonly number[],
  made: (share: number) => Mechanism,
  right: readonly Cause[],
): History {
  const faults = steps.flatMap((share, index): Timed[] =>
    during(s(Q + index * 120, Q + (index + 1) * 120), made(share)),
  );
  const last = due(s(Q + 720, Q + 840), right);
  const truths: Truth[] = [perhaps(long, right), last];
  return { id, title, endMs: endMs(Q + 840), faults, truths };
}
