/** Addresses at which no server listens. */

import { randomInt } from 'node:crypto';
import { listen } from '../../../src/demo/listen.ts';
import type { Server } from '../../../src/domain/server.ts';

/** Below the ports that Linux gives to clients (ip_local_port_range), so that no client gets this port meanwhile. */
const [FIRST, END] = [15_000, 30_000];

/** A server that refuses: its port was just found free over UDP and TCP, and no process listens there. */
export async function closedServer(address = '127.0.0.1'): Promise<Server> {
  const anyPort = () => listen(address, randomInt(FIRST, END));
  // If another process listens there, one more port is tried.
  const { server, udp, tcp } = await anyPort().catch(anyPort);
  await Promise.all([
    new Promise<void>((resolve) => udp.close(resolve)),
    new Promise<void>((resolve) => tcp.close(() => resolve())),
  ]);
  return server;
}
