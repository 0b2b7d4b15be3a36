/** The watch over the node's DNS flows during one check. */

import type { Config } from '../config/schema.ts';
import { absent } from '../domain/reading.ts';
import type { FlowWatch } from '../flows/flow-watch.ts';
import { openFlows } from '../flows/open-flows.ts';
import type { Clock } from '../platform/clock.ts';
import type { Rig } from '../probe/rig.ts';

/** Entries of unanswered queries live for 30 s, and are looked for twice. */
const INTERVAL_MS = 5_000;
const UNCOUNTED = absent('not-configured', 'the size of the table bounds nothing here');

/** A check is an investigation: it reads the whole table, however large, and bounds only how often. */
export function checkFlows({ procNet }: Config, clock: Clock, rig: Rig): FlowWatch {
  const limits = {
    maxEntries: Number.POSITIVE_INFINITY,
    cpuShare: 1,
    intervalMs: INTERVAL_MS,
    keptMs: Number.POSITIVE_INFINITY,
  };
  return openFlows({ procNet }, limits, {
    clock,
    places: () => ({ vips: rig.vips(), pods: rig.pods.servers }),
    entries: () => UNCOUNTED,
    cpuMs: () => 0,
  });
}
