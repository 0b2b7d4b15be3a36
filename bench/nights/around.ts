/** The upstream, the agent's own start and stops, other set-ups, weak faults that last for long, and quiet hours. */

import { endMs, from, NEVER, VIP } from './changing.ts';
import {
  due,
  during,
  flapping,
  LOSS,
  loss,
  noVip,
  POD,
  perhaps,
  Q,
  race,
  s,
  silent,
  starved,
  UPSTREAM,
  upstream,
} from './faults.ts';
import { type History, MINUTE } from './history.ts';

const HOUR_S = 3600;

const UPSTREAMS: readonly History[] = [
  {
    id: 'upstream-5m',
    title: 'the upstream is silent for 5 min, cluster names are fine',
    endMs: endMs(Q + 300),
    faults: during(s(Q, Q + 300), upstream('silent')),
    truths: [due(s(Q, Q + 300), UPSTREAM)],
  },
  {
    id: 'upstream-inside',
    title: 'the same, and no outside name is configured',
    endMs: endMs(Q + 300),
    world: { outside: false },
    faults: during(s(Q, Q + 300), upstream('silent')),
    truths: [perhaps(s(Q, Q + 300), UPSTREAM)],
  },
  {
    id: 'upstream-servfail',
    title: 'the upstream answers SERVFAIL for 2 min',
    endMs: endMs(Q + 120),
    faults: during(s(Q, Q + 120), upstream('SERVFAIL')),
    truths: [due(s(Q, Q + 120), ['upstream-error'])],
  },
  {
    id: 'upstream-half',
    title: 'the upstream loses 50 % for 4 min, half of the names are in the cache',
    endMs: endMs(Q + 240),
    world: { hitRate: 0.5 },
    faults: during(s(Q, Q + 240), upstream('silent', 0.5)),
    truths: [due(s(Q, Q + 240), UPSTREAM)],
  },
];

const AGENT: readonly History[] = [
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

const EXTERNAL: Partial<History> = { set: 'none', world: { pods: 2, list: 'unknown', nameservers: 2 } };
const CACHE = { cache: { place: 'first' as const, known: false } };
const SETUPS: readonly History[] = [
  {
    id: 'external-quiet',
    title: 'two nameservers outside the cluster, no list of pods, all fine',
    endMs: 600_000,
    ...EXTERNAL,
  },
  {
    id: 'external-second',
    title: 'the same; the second one is silent for 4 min',
    endMs: endMs(Q + 240),
    ...EXTERNAL,
    faults: during(s(Q, Q + 240), { kind: 'nameserver', index: 1, how: 'silent' }),
    truths: [due(s(Q, Q + 240), ['nameserver-down'])],
  },
  {
    id: 'external-first',
    title: 'the same; the first one is silent for 4 min',
    endMs: endMs(Q + 240),
    ...EXTERNAL,
    faults: during(s(Q, Q + 240), noVip('silent')),
    truths: [due(s(Q, Q + 240), ['nameserver-down'], VIP)],
  },
  {
    id: 'external-loss',
    title: 'the same; the path loses 30 % for 4 min',
    endMs: endMs(Q + 240),
    ...EXTERNAL,
    faults: during(s(Q, Q + 240), loss(0.3)),
    truths: [due(s(Q, Q + 240), LOSS)],
  },
  {
    id: 'cache-restart',
    title: 'the node-local cache restarts: it refuses for 5 s',
    endMs: endMs(Q + 5),
    world: CACHE,
    faults: during(s(Q, Q + 5), { kind: 'cache', how: 'refusing' }),
    truths: [perhaps(s(Q, Q + 5), ['node-local-down'])],
  },
  {
    id: 'cache-restart-30',
    title: 'the node-local cache restarts: it is silent for 30 s',
    endMs: endMs(Q + 30),
    world: CACHE,
    faults: during(s(Q, Q + 30), { kind: 'cache', how: 'silent' }),
    truths: [perhaps(s(Q, Q + 30), ['node-local-down'])],
  },
  {
    id: 'cache-down',
    title: 'the node-local cache is silent for 4 min',
    endMs: endMs(Q + 240),
    world: CACHE,
    faults: during(s(Q, Q + 240), { kind: 'cache', how: 'silent' }),
    truths: [due(s(Q, Q + 240), ['node-local-down'])],
  },
];

const hour = s(120, HOUR_S);
const LONG: readonly History[] = [
  {
    id: 'loss-0.1',
    title: 'the path loses 1 of 1000 for an hour',
    endMs: HOUR_S * 1000,
    faults: during(hour, loss(0.001)),
    truths: [perhaps(hour, LOSS)],
  },
  {
    id: 'race-0.5',
    title: 'the race loses 0.5 % of pairs for an hour',
    endMs: HOUR_S * 1000,
    world: { era: 'searched' },
    faults: during(hour, race(0.005)),
    truths: [perhaps(hour, ['conntrack-race'])],
  },
  { id: 'quiet', title: 'a quiet hour', endMs: HOUR_S * 1000 },
  {
    id: 'quiet-busy',
    title: 'a quiet hour; conntrack drops 2 clashes of other pods a second',
    endMs: HOUR_S * 1000,
    world: { counters: 'moving', background: 2 },
  },
  {
    id: 'quiet-starved',
    title: 'a quiet hour; the agent lacks CPU time for 10 s of each 10 min',
    endMs: HOUR_S * 1000,
    faults: flapping(hour, 10, 590, starved(0.5)),
    truths: [perhaps(hour, ['agent-starved'])],
  },
];

export const THIRD: readonly History[] = [...UPSTREAMS, ...AGENT, ...SETUPS, ...LONG];
export { NEVER };
