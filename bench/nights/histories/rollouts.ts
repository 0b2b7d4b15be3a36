/** DNS pods that are replaced, moved or scaled, and a Service or a VIP that does not follow them. */

import {
  ASTRAY,
  due,
  during,
  endMs,
  from,
  LOSS,
  loss,
  NEVER,
  noVip,
  POD,
  perhaps,
  Q,
  s,
  silent,
  VIP,
} from '../blocks.ts';
import type { History } from '../history.ts';

/** Pods 0 and 1 go at their moments, and 2 and 3 come. The VIP is `lateS` late. */
function moved(
  id: string,
  title: string,
  gone: readonly [number, number],
  come: readonly [number, number],
  lateS: number,
  also: Partial<History> = {},
): History {
  const times = [...new Set([0, ...gone, ...come])].sort((a, b) => a - b);
  const there = (atS: number) =>
    [0, 1, 2, 3].filter((pod) => {
      const isOld = pod < 2;
      const moment = (isOld ? gone : come)[pod % 2] ?? 0;
      return isOld ? atS < moment : atS >= moment;
    });
  const weightsOf = (pods: readonly number[]) =>
    [0, 1, 2, 3].map((pod) => (pods.includes(pod) ? 1 / pods.length : 0));
  const shown = times.filter((atS) => there(atS).length > 0);
  const last = Math.max(...times);
  const empty = times.filter((atS) => there(atS).length === 0);
  const without = empty.flatMap((atS) => during(s(atS, Math.min(...come)), noVip('refusing')));
  return {
    id,
    title,
    endMs: endMs(last + lateS),
    world: { pods: 4, weights: [0.5, 0.5, 0, 0] },
    set: shown.map((atS) => from(atS, there(atS))),
    weights: shown.map((atS) => from(atS === 0 ? 0 : atS + lateS, weightsOf(there(atS)))),
    ...also,
    faults: [
      ...gone.flatMap((atS, pod) => during(s(atS, NEVER), silent(pod))),
      ...without,
      ...(also.faults ?? []),
    ],
    truths: [
      perhaps(s(gone[0], last + lateS), [...POD, ...ASTRAY, ...(without.length > 0 ? VIP : [])]),
      ...(also.truths ?? []),
    ],
  };
}

export const ROLLOUTS: readonly History[] = [
  moved(
    'drain',
    'a node is drained: both DNS pods move one after the other, kube-proxy 2 s late',
    [Q, Q + 30],
    [Q - 5, Q + 25],
    2,
  ),
  moved(
    'drain-gap',
    'a node is drained: both DNS pods go at once, new ones come after 15 s',
    [Q, Q],
    [Q + 15, Q + 15],
    2,
  ),
  moved(
    'drain-late',
    'a node is drained: both DNS pods move at once, kube-proxy 30 s late',
    [Q, Q],
    [Q - 5, Q - 5],
    30,
  ),
  moved(
    'rollout-in-loss',
    'a rollout (one pod after the other) during a loss of 2 %',
    [Q + 60, Q + 90],
    [Q + 55, Q + 85],
    2,
    {
      faults: during(s(30, Q + 250), loss(0.02)),
      truths: [perhaps(s(30, Q + 250), LOSS)],
      endMs: endMs(Q + 250),
    },
  ),
  {
    id: 'scaling',
    title: 'the DNS pods are scaled from 2 to 6 and back',
    endMs: endMs(Q + 300),
    world: { pods: 6, weights: [0.5, 0.5, 0, 0, 0, 0] },
    set: [from(0, [0, 1]), from(Q, [0, 1, 2, 3, 4, 5]), from(Q + 200, [0, 1])],
    weights: [
      from(0, [0.5, 0.5, 0, 0, 0, 0]),
      from(Q + 2, Array(6).fill(1 / 6)),
      from(Q + 201, [0.5, 0.5, 0, 0, 0, 0]),
    ],
    faults: during(s(Q + 203, NEVER), silent(2, 3, 4, 5)),
  },
  {
    ...{
      id: 'api-outage-dead',
      title: 'the API is away: a DNS pod dies and stays in the Service for 5 min',
      endMs: endMs(Q + 300),
    },
    faults: during(s(Q, Q + 300), silent(1)),
    truths: [due(s(Q, Q + 300), POD)],
  },
  {
    ...{
      id: 'stale-list',
      title: 'the Service lists a DNS pod that is gone for 5 min; the VIP leads to living ones only',
      endMs: endMs(Q + 300),
    },
    world: { pods: 3, weights: [0.5, 0.5, 0] },
    weights: [from(0, [0.5, 0.5, 0]), from(Q, [0.5, 0, 0.5])],
    set: [from(0, [0, 1]), from(Q + 300, [0, 2])],
    faults: during(s(Q, NEVER), silent(1)),
    truths: [perhaps(s(Q, Q + 300), POD)],
  },
  {
    ...{
      id: 'unlisted-fine',
      title: 'the VIP also leads to a DNS pod that is not listed and answers',
      endMs: 600_000,
    },
    world: { pods: 3, weights: [0.34, 0.33, 0.33] },
    set: [from(0, [0, 1])],
  },
  {
    ...{
      id: 'unlisted-dies',
      title: 'the VIP also leads to a DNS pod that is not listed; it is silent for 4 min',
      endMs: endMs(Q + 240),
    },
    world: { pods: 3, weights: [0.34, 0.33, 0.33] },
    set: [from(0, [0, 1])],
    faults: during(s(Q, Q + 240), silent(2)),
    truths: [due(s(Q, Q + 240), [...ASTRAY, ...POD])],
  },
  {
    id: 'one-of-50',
    title: 'one of 50 DNS pods is silent for 10 min',
    endMs: endMs(Q + 600),
    world: { pods: 50, weights: Array(50).fill(0.02) },
    faults: during(s(Q, Q + 600), silent(7)),
    truths: [perhaps(s(Q, Q + 600), POD)],
  },
  {
    id: 'one-of-5',
    title: 'one of 5 DNS pods is silent for 4 min',
    endMs: endMs(Q + 240),
    world: { pods: 5, weights: Array(5).fill(0.2) },
    faults: during(s(Q, Q + 240), silent(3)),
    truths: [due(s(Q, Q + 240), POD)],
  },
];
