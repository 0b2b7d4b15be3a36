/** A node of which nothing can be read, and a cluster like any other. */

import type { NodeSnapshot } from '../../src/domain/node.ts';
import { absent } from '../../src/domain/reading.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { CurrentContext } from '../../src/window/context.ts';

export const SURROUNDINGS: CurrentContext = {
  nameserver: '10.96.0.10',
  endpoints: ['10.244.0.2', '10.244.0.3'],
  endpointsChangedAt: undefined,
  endpointAbsences: [],
  nodeAgeMs: 86_400_000,
  clusterDomain: 'cluster.local',
};

export function blindSnapshot(clock: Clock): NodeSnapshot {
  const nothing = absent('not-configured', 'a test');
  return {
    takenAt: clock.wall(),
    takenAtMs: clock.now(),
    conntrack: nothing,
    conntrackEntries: nothing,
    conntrackLimit: nothing,
    udp: nothing,
    udp6: nothing,
    softnet: nothing,
    kernel: nothing,
    ownUdp: nothing,
    ownUdp6: nothing,
    ownThrottle: nothing,
  };
}
