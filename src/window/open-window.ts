/** Opens the evidence window over this node's counters, for the agent and for `check`. */

import type { OwnFates } from '../domain/flow.ts';
import type { NodeDelta, NodeSnapshot } from '../domain/node.ts';
import type { Reading } from '../domain/reading.ts';
import { readingPaths } from '../kernel/places.ts';
import { readSnapshot } from '../kernel/snapshot.ts';
import type { Clock } from '../platform/clock.ts';
import { EvidenceWindow } from './evidence-window.ts';
import type { CurrentContext } from './history/context.ts';

export interface OpenWindowPorts {
  readonly clock: Clock;
  readonly context: () => CurrentContext;
  /** The fates of the queries via the VIP that were sent since `sinceMs` (monotonic). */
  readonly fates?: (sinceMs: number) => Reading<OwnFates>;
  /** How long outcomes are kept, in milliseconds. By default the length of the window. */
  readonly keptMs?: number;
  /** Called with every step between two snapshots, and the later snapshot. */
  readonly onStep?: (step: NodeDelta, now: NodeSnapshot) => void;
}

/** Takes the first snapshot. Counters that can't be read are absent, with the reason; this never rejects for them. */
export async function openWindow(
  node: { readonly procNet?: string | undefined; readonly procSys: string },
  ports: OpenWindowPorts,
): Promise<EvidenceWindow> {
  const paths = readingPaths(node, ports.clock);
  return EvidenceWindow.start({ onStep: () => {}, ...ports, snapshot: () => readSnapshot(paths) });
}
