/** A plain client for the scripted server's tests: raw sockets and dns-packet, nothing of fivesec. */

import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type DecodedPacket, decode, encode, type RecordType } from 'dns-packet';
import type { Server } from '../../src/domain/server.ts';

export interface Got {
  readonly bytes: Uint8Array;
  readonly from: Server;
}

export function query(name: string, type: RecordType = 'A', id = 4711): Uint8Array {
  return encode({ type: 'query', id, flags: 0x0100, questions: [{ type, name }] });
}

export function decoded(got: Pick<Got, 'bytes'> | undefined): DecodedPacket & { rcode: number } {
  if (!got) throw new Error('nothing was answered');
  const packet = decode(Buffer.from(got.bytes));
  return { ...packet, rcode: (packet.flags ?? 0) & 0x0f };
}

export function addresses(got: Pick<Got, 'bytes'> | undefined): unknown[] {
  return (decoded(got).answers ?? []).map((record) => ('data' in record ? record.data : undefined));
}

/**
 * Sends `messages` to `server` from one socket and returns what comes back until a last query of its own, for the
 * name `sentinel`, is answered. Loopback keeps the order, so that silence needs no waiting.
 * The server's script must answer `sentinel`, as `answeringSentinel` does.
 */
export async function askUdp(server: Server, messages: readonly Uint8Array[]): Promise<Got[]> {
  const socket = createSocket(server.address.includes(':') ? 'udp6' : 'udp4');
  const got: Got[] = [];
  const done = new Promise<void>((resolve) => {
    socket.on('message', (message: Buffer, from: RemoteInfo) => {
      if (message.includes('sentinel')) resolve();
      else got.push({ bytes: message, from: { address: from.address, port: from.port } });
    });
  });
  for (const message of [...messages, query('sentinel')]) {
    socket.send(message, server.port, server.address);
  }
  await done;
  socket.close();
  return got;
}

/** Writes `chunks` to one connection, each on its own turn, and reads until `bytesWanted` came or the connection ended. */
export async function askTcp(
  server: Server,
  chunks: readonly Uint8Array[],
  bytesWanted: number,
): Promise<{ bytes: Buffer; end: string }> {
  const socket = connect({ host: server.address, port: server.port, noDelay: true });
  let bytes = Buffer.alloc(0);
  const end = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= bytesWanted) resolve('enough');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('close', () => resolve('closed'));
  });
  await Promise.race([once(socket, 'connect'), end]);
  for (const chunk of chunks) {
    await new Promise<void>((resolve) => {
      socket.write(chunk, () => setImmediate(resolve));
    });
  }
  const why = await end;
  socket.destroy();
  return { bytes, end: why };
}
