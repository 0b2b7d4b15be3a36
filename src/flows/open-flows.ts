/** Opens the watch over this node's DNS flows, for the agent and for `check`. */

import type { Flow, FlowScan } from '../domain/flow.ts';
import type { Reading } from '../domain/reading.ts';
import { readFlows } from '../kernel/flows/read-flows.ts';
import { tablePieces } from '../kernel/flows/table-pieces.ts';
import { tablePlaces } from '../kernel/places.ts';
import { NO_PROC_NET } from '../kernel/snapshot.ts';
import { rememberedAddresses } from '../platform/own-addresses.ts';
import { FlowWatch, type FlowWatchLimits, type FlowWatchPorts } from './flow-watch.ts';

/** Never rejects: a table that can't be read is absent, with the reason. */
export function openFlows(
  { procNet }: { readonly procNet?: string | undefined },
  limits: FlowWatchLimits,
  ports: Omit<FlowWatchPorts, 'flows' | 'ownAddresses'>,
): FlowWatch {
  const places = procNet === undefined ? undefined : tablePlaces(procNet, ports.clock);
  const flows: FlowWatchPorts['flows'] = (filter, readLimits) =>
    places === undefined ? unread() : readFlows(tablePieces(places, filter), filter, readLimits);
  return new FlowWatch(limits, { ...ports, flows, ownAddresses: rememberedAddresses() });
}

async function* unread(): AsyncGenerator<Flow, Reading<FlowScan>> {
  yield* [];
  return NO_PROC_NET;
}
