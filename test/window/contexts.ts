/** A node of which nothing can be read, and a cluster like any other. */

import type { NodeSnapshot } from '../../src/domain/node.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { CurrentContext } from '../../src/window/history/context.ts';
import { NOTHING_READ } from '../support/machine/node-readings.ts';

export const CLUSTER_CONTEXT: CurrentContext = {
  nameserver: '10.96.0.10',
  endpoints: ['10.244.0.2', '10.244.0.3'],
  endpointsChangedAt: undefined,
  endpointAbsences: [],
  nodeAgeMs: 86_400_000,
  clusterDomain: 'cluster.local',
};

export function blindSnapshot(clock: Clock): NodeSnapshot {
  return { takenAt: clock.wall(), takenAtMs: clock.now(), ...NOTHING_READ };
}
