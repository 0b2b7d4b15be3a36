/** A server that is not there. */

import { randomInt } from 'node:crypto';
import { listen } from '../../../src/demo/listen.ts';
import type { Server } from '../../../src/domain/server.ts';

/** Below the ports that Linux gives to clients (ip_local_port_range): none of them gets this one meanwhile. */
const [FIRST, END] = [15_000, 30_000];

/** A server that refuses: its port was free a moment ago over UDP and TCP, and no process listens there now. */
export async function closedServer(address = '127.0.0.1'): Promise<Server> {
  const anyPort = () => listen(address, randomInt(FIRST, END));
  // Another process rarely listens there, and never twice in a row.
  const { server, udp, tcp } = await anyPort().catch(anyPort);
  await Promise.all([
    new Promise<void>((resolve) => udp.close(resolve)),
    new Promise<void>((resolve) => tcp.close(() => resolve())),
  ]);
  return server;
}
