/** Stops a server: it answers requests under way, closes all other connections, and at the deadline cuts what is left. */

import type { Server as HttpServer, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Clock } from '../platform/clock.ts';

/**
 * Call it before the server listens and before its handler is added: a response must know that it is the last one of
 * its connection before its headers are written. Returns the function that stops the server within `deadlineMs`. That
 * function never rejects, and every call of it waits for the same end.
 */
export function gracefulStop(
  server: HttpServer | HttpsServer,
  clock: Clock,
): (deadlineMs: number) => Promise<void> {
  const sockets = new Set<Socket>();
  let stopping: Promise<void> | undefined;
  // Node's `closeAllConnections` does not know connections that are still in their TLS handshake.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (_request, response: ServerResponse) => {
    if (stopping) response.shouldKeepAlive = false;
    // A connection that was busy when the stop began becomes idle after its response, and is closed then.
    response.once('close', () => stopping && server.closeIdleConnections());
  });
  return (deadlineMs) => {
    stopping ??= closed(server, sockets, deadlineMs, clock);
    return stopping;
  };
}

function closed(
  server: HttpServer | HttpsServer,
  sockets: ReadonlySet<Socket>,
  deadlineMs: number,
  clock: Clock,
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(deadlineMs, () => {
      for (const socket of sockets) socket.destroy();
    });
    server.close(() => {
      cancel();
      resolve();
    });
    server.closeIdleConnections();
  });
}
