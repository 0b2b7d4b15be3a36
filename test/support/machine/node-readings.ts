/** Readings for tests: nothing could be read, or nothing happened. */

import type { DeltaReadings, ReadingsOf, SnapshotReadings } from '../../../src/domain/node.ts';
import { absent, read } from '../../../src/domain/reading.ts';
import { readingsOf } from '../../../src/kernel/readings.ts';

/** Each reading is absent. */
export const NOTHING_READ: ReadingsOf<Record<keyof SnapshotReadings, never>> = readingsOf(() =>
  absent('not-configured', 'not in this test'),
);

const udp = read({
  inDatagrams: 10,
  noPorts: 0,
  inErrors: 0,
  rcvbufErrors: 0,
  sndbufErrors: 0,
  csumErrors: 0,
});
const ip = read({
  reassemblyFailures: 0,
  reassemblyTimeouts: 0,
  fragmentationFailures: 0,
  inDiscards: 0,
  outNoRoutes: 0,
});
const tcp = read({ csumErrors: 0 });
const neighbours = read({ resolutionFailures: 0, unresolvedDiscards: 0, tableFull: 0 });

/** Each reading is there, and no counter of errors or drops rose. */
export const NOTHING_ROSE: DeltaReadings = {
  conntrack: read({ era: 'chainlength', counts: { insertFailed: 0, drop: 0, earlyDrop: 0 } }),
  conntrackEntries: read(2000),
  conntrackLimit: read(262_144),
  udp,
  udp6: udp,
  softnet: read({ processed: 100, dropped: 0, squeezed: 0 }),
  kernel: read('6.1.0'),
  ownUdp: udp,
  ownUdp6: udp,
  ownThrottle: read({ periods: 0, throttledPeriods: 0, throttledMs: 0 }),
  arpCache: neighbours,
  ndiscCache: neighbours,
  ip,
  ip6: ip,
  tcp,
  ownIp: ip,
  ownIp6: ip,
  ownTcp: tcp,
};

/** Each reading is there, of a kernel without CPUs. */
export const EVERYTHING_READ: SnapshotReadings = {
  ...NOTHING_ROSE,
  conntrack: read({ era: 'chainlength', cpus: [] }),
  softnet: read([]),
  arpCache: read([]),
  ndiscCache: read([]),
};
