/** A UDP flow via the VIP, as the table holds it. */

import type { Flow } from '../../src/domain/flow.ts';

export const VIP = { address: '10.96.0.10', port: 53 };
export const OWN = '10.244.0.5';
export const POD = '10.244.1.7';
export const OTHER_POD = '10.244.1.8';

/** From `client:port` via the VIP to POD, unreplied; `changes` are laid over it. */
export function flow(port: number, changes: Partial<Flow> = {}): Flow {
  return {
    protocol: 'udp',
    client: { address: OWN, port },
    destination: VIP,
    backend: { address: POD, port: 53 },
    replied: false,
    ...changes,
  };
}

/** The same flow of another client. */
export function flowOf(address: string, port: number, changes: Partial<Flow> = {}): Flow {
  return flow(port, { client: { address, port }, ...changes });
}
