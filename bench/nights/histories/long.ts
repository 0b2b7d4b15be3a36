/** Hours: rare losses, and nothing at all. */

import { during, flapping, LOSS, loss, perhaps, race, s, starved } from '../blocks.ts';
import type { History } from '../history.ts';

const HOUR_S = 3600;
const hour = s(120, HOUR_S);
export const LONG: readonly History[] = [
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
