/** A DNS server on loopback whose every answer follows a flood of copies from another port: right id, right question, wrong source. */

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { decodeQuery } from '../../../src/demo/query.ts';
import { encodeReply } from '../../../src/demo/reply.ts';

export interface FloodingServer extends AsyncDisposable {
  readonly port: number;
  /** Copies that were sent. */
  readonly flooded: () => number;
}

/** `copies` is bounded by the receive buffer of the asking socket: what does not fit there is lost, and the real answer is the last one. */
export async function floodingServer(address: string, copies: number): Promise<FloodingServer> {
  const [server, elsewhere] = [createSocket('udp4'), createSocket('udp4')];
  let flooded = 0;
  server.on('message', (bytes, from) => {
    const query = decodeQuery(bytes);
    if (query === undefined) return;
    const answer = encodeReply(query, bytes, { rcode: 'NOERROR', addresses: ['192.0.2.1'] });
    for (let copy = 0; copy < copies; copy += 1) elsewhere.send(answer, from.port, from.address);
    flooded += copies;
    server.send(answer, from.port, from.address);
  });
  await Promise.all([server, elsewhere].map((socket) => bound(socket, address)));
  return {
    port: server.address().port,
    flooded: () => flooded,
    async [Symbol.asyncDispose]() {
      await Promise.all([server, elsewhere].map((socket) => once(socket.close(), 'close')));
    },
  };
}

async function bound(socket: Socket, address: string): Promise<void> {
  // The other end may be closed already: ICMP then says so.
  socket.on('error', () => {});
  socket.bind(0, address);
  await once(socket, 'listening');
}
