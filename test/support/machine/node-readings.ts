/** Readings for tests: nothing could be read, or nothing happened. A new row of the table of readings is in each of them. */

import type {
  DeltaReadings,
  DeltaValues,
  NodeSnapshot,
  ReadingsOf,
  SnapshotReadings,
  SnapshotValues,
} from '../../../src/domain/node.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { delta } from '../../../src/kernel/delta.ts';
import { readingsOf } from '../../../src/kernel/readings.ts';
import { readSnapshot } from '../../../src/kernel/snapshot.ts';

/** Files of procfs and cgroups as several kernels write them. */
export const PROC = new URL('../../fixtures/proc', import.meta.url).pathname;

/** Each reading is absent. */
export const NOTHING_READ: ReadingsOf<Record<keyof SnapshotReadings, never>> = readingsOf(() =>
  absent('not-configured', 'not in this test'),
);

const SNAPSHOT: NodeSnapshot = await readSnapshot({
  procNet: `${PROC}/linux-6.18/net`,
  ownProcNet: `${PROC}/linux-6.18/net`,
  procSys: `${PROC}/sys`,
  cgroup: `${PROC}/cgroup-v2`,
  clock: { now: () => 5, wall: () => 6 },
});
/** Its readings alone: the type leaves out the times of the snapshot. */
const READ: SnapshotReadings = SNAPSHOT;
/** From a snapshot to itself: no counter rose. */
const RISES_OF_ZERO: DeltaReadings = delta(SNAPSHOT, SNAPSHOT);

/** These replace the values of the files, in which the conntrack table is full. */
const USUAL = { conntrackEntries: read(2000), kernel: read('6.1.0') };
const udp = read({
  inDatagrams: 10,
  noPorts: 0,
  inErrors: 0,
  rcvbufErrors: 0,
  sndbufErrors: 0,
  csumErrors: 0,
});

/** Each reading is there, and no counter of errors or drops rose. */
export const NOTHING_ROSE: DeltaReadings = {
  ...readingsOf<DeltaValues>((key) => RISES_OF_ZERO[key]),
  conntrack: read({ era: 'chainlength', counts: { insertFailed: 0, drop: 0, earlyDrop: 0 } }),
  ...USUAL,
  udp,
  udp6: udp,
  softnet: read({ processed: 100, dropped: 0, squeezed: 0 }),
  ownUdp: udp,
  ownUdp6: udp,
};

/** Each reading is there. */
export const EVERYTHING_READ: SnapshotReadings = {
  ...readingsOf<SnapshotValues>((key) => READ[key]),
  ...USUAL,
};
