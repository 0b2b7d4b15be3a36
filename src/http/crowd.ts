/**
 * Limits the connections of a server. If there are too many, it closes the oldest one that has no request in progress. Node's own
 * `maxConnections` refuses the new connection instead. Then a few hundred clients that send nothing (slow loris) would keep out
 * Prometheus and the kubelet, and the kubelet would restart a healthy agent.
 */

import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';

/** Call it before the server listens. At most `most` connections are open; those that wait in a TLS handshake count, too. */
export function limitConnections(server: HttpServer | HttpsServer, most: number): void {
  /** By the client's address, oldest first: over TLS, the socket of a request is not the one of its connection. */
  const sockets = new Map<string, Socket>();
  const busy = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const client = nameOf(socket);
    if (sockets.size >= most) makeRoom(sockets, busy);
    if (sockets.size >= most) {
      socket.destroy();
      return;
    }
    sockets.set(client, socket);
    socket.once('close', () => {
      if (sockets.get(client) === socket) sockets.delete(client);
    });
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const client = nameOf(socket);
    busy.set(client, (busy.get(client) ?? 0) + 1);
    response.once('close', () => {
      const left = (busy.get(client) ?? 1) - 1;
      if (left > 0) busy.set(client, left);
      else busy.delete(client);
    });
  });
}

/** Ends the oldest connection without a request whose headers have come, if there is one. */
function makeRoom(sockets: Map<string, Socket>, busy: ReadonlyMap<string, number>): void {
  for (const [client, socket] of sockets) {
    if (busy.has(client)) continue;
    sockets.delete(client);
    socket.destroy();
    return;
  }
}

function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
