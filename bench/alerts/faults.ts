/** The faults for docs/alerts.md: how strong they are, and how long they last. */

import { clusterWith } from '../../test/worlds/cluster-with.ts';
import type { World } from '../../test/worlds/world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Long enough that the agent has saved most of its budget. */
export const QUIET_MS = 6 * MINUTE;
/** How long the agent is simulated after the end of the fault. Then its last two minutes are repeated. */
export const AFTER_MS = 4 * MINUTE;
/** The length of the repeated part, in which nothing changes any more. */
export const REPEATED_MS = 2 * MINUTE;
/** Rules look back for ten minutes. Those of the error budget look back longer; they are left out. */
export const QUIET_REPEATS = 5;
export const AFTER_REPEATS = 5;

export interface Strength {
  readonly title: string;
  readonly world: World;
}

export const STRENGTHS: readonly Strength[] = [
  {
    title: 'total: no DNS pod, the VIP refuses',
    world: clusterWith([
      { kind: 'no-vip', how: 'refusing' },
      { kind: 'pod', pods: [0, 1], state: { how: 'silent' } },
    ]),
  },
  {
    title: 'half: one of two DNS pods is silent',
    world: clusterWith([{ kind: 'pod', pods: [1], state: { how: 'silent' } }]),
  },
  {
    title: '5 % of all packets are lost',
    world: clusterWith([
      { kind: 'loss', segment: { at: 'pod-node' }, pattern: { how: 'even', share: 0.05 } },
    ]),
  },
];

export interface Span {
  readonly title: string;
  readonly lastsMs: number;
  /** Is the fault active this long after its beginning? */
  readonly isIll?: (sinceMs: number) => boolean;
  /** How often the last two minutes of the fault are repeated. */
  readonly repeats?: readonly { readonly title: string; readonly times: number }[];
}

export const SPANS: readonly Span[] = [
  { title: '30 s', lastsMs: 30 * SECOND },
  { title: '2 min', lastsMs: 2 * MINUTE },
  {
    title: '6 min',
    lastsMs: 6 * MINUTE,
    repeats: [
      { title: '10 min', times: 2 },
      { title: '1 h', times: 27 },
    ],
  },
  {
    title: 'flapping: 30 s in every 2 min, for 10 min',
    lastsMs: 10 * MINUTE,
    isIll: (sinceMs) => sinceMs % (2 * MINUTE) < 30 * SECOND,
  },
];
