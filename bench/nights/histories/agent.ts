/** The agent starts during a fault, is stopped (SIGSTOP), or its wall clock is set. */

import { due, during, endMs, from, LOSS, loss, noVip, POD, perhaps, Q, s, silent, VIP } from '../blocks.ts';
import { type History, MINUTE } from '../history.ts';

export const AGENT: readonly History[] = [
  {
    id: 'start-pod',
    title: 'the agent starts while a DNS pod is silent, for 4 min more',
    endMs: endMs(240),
    faults: during(s(0, 240), silent(1)),
    truths: [due(s(0, 240), POD)],
  },
  {
    id: 'start-out',
    title: 'the agent starts while no DNS pod serves, for 3 min more',
    endMs: endMs(180),
    faults: during(s(0, 180), noVip('refusing'), silent(0, 1)),
    truths: [due(s(0, 180), VIP, POD)],
  },
  {
    id: 'start-net',
    title: 'the agent starts while everything is lost, for 3 min more',
    endMs: endMs(180),
    faults: during(s(0, 180), loss(1)),
    truths: [due(s(0, 180), [...LOSS, ...POD], VIP)],
  },
  {
    id: 'start-loss',
    title: 'the agent starts while the path loses 30 %, for 4 min more',
    endMs: endMs(240),
    faults: during(s(0, 240), loss(0.3)),
    truths: [due(s(0, 240), LOSS)],
  },
  {
    id: 'stopped',
    title: 'the agent is stopped for 30 s, DNS is fine',
    endMs: endMs(Q + 30),
    stopped: s(Q, Q + 30),
    truths: [perhaps(s(Q, Q + 60), ['agent-starved'])],
  },
  {
    id: 'stopped-in-fault',
    title: 'the agent is stopped for 30 s while a DNS pod is silent for 4 min',
    endMs: endMs(Q + 240),
    stopped: s(Q + 60, Q + 90),
    faults: during(s(Q, Q + 240), silent(1)),
    truths: [due(s(Q, Q + 240), POD), perhaps(s(Q + 60, Q + 120), ['agent-starved'])],
  },
  {
    id: 'stopped-before',
    title: 'the agent is stopped for 30 s, and a DNS pod dies meanwhile, for 3 min',
    endMs: endMs(Q + 200),
    stopped: s(Q, Q + 30),
    faults: during(s(Q + 15, Q + 200), silent(1)),
    truths: [due(s(Q + 15, Q + 200), POD), perhaps(s(Q, Q + 60), ['agent-starved'])],
  },
  {
    id: 'clock-forward',
    title: 'the clock is set forward by an hour, in the middle of a fault (a silent DNS pod for 4 min)',
    endMs: endMs(Q + 240),
    clockStep: from(Q + 90, 60 * MINUTE),
    faults: during(s(Q, Q + 240), silent(1)),
    truths: [due(s(Q, Q + 240), POD)],
  },
  {
    id: 'clock-back',
    title: 'the clock is set back by an hour, in the middle of a fault (a silent DNS pod for 4 min)',
    endMs: endMs(Q + 240),
    clockStep: from(Q + 90, -60 * MINUTE),
    faults: during(s(Q, Q + 240), silent(1)),
    truths: [due(s(Q, Q + 240), POD)],
  },
  {
    id: 'clock-quiet',
    title: 'the clock is set back by 20 s, DNS is fine',
    endMs: endMs(Q + 100),
    clockStep: from(Q, -20_000),
  },
];
