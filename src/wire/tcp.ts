/** A TCP connection as a channel (RFC 1035 section 4.2.2: each message follows its length in two bytes). May import node:net. */

import { connect } from 'node:net';
import type { Server } from '../domain/server.ts';
import { arrivalOn, systemClock } from '../platform/clock.ts';
import { errorCode } from '../platform/failure.ts';
import { datedFirst, type OpenChannel } from './channel.ts';

const LENGTH_BYTES = 2;
/** The code of a connection that the server ended: read(2) returns 0 and no errno. libuv's name. */
const ENDED = 'EOF';

/**
 * Opens at once: queries sent before the connection stands leave with its first segment. A connection that is refused, reset or
 * ended early by the server is reported to `refused`, with different codes for a reset (`ECONNRESET`) and an end (`EOF`).
 */
export function tcpChannel(server: Server): OpenChannel {
  return async (receiver, clock = systemClock) => {
    const events = datedFirst(receiver, clock);
    const socket = connect({ host: server.address, port: server.port, noDelay: true });
    const messagesOf = messageReader();
    socket.once('connect', () => events.connected?.());
    socket.on('data', (chunk) => {
      const arrival = arrivalOn(clock);
      for (const message of messagesOf(chunk)) events.message(message, server, arrival);
    });
    socket.on('error', (error) => events.refused(errorCode(error)));
    socket.on('close', (hadError) => hadError || events.refused(ENDED));
    return {
      transport: 'tcp',
      get localPort() {
        return socket.localPort ?? 0;
      },
      send(bytes) {
        // Both queries of a pair leave in one segment, as with glibc's writev (resolv/res_send.c, send_vc).
        socket.cork();
        socket.write(Buffer.concat([lengthPrefix(bytes.length), bytes]));
        queueMicrotask(() => socket.uncork());
      },
      close: () => socket.destroy(),
    };
  };
}

/**
 * Returns a function that takes the chunks of a stream, and returns the messages that each of them completes. Chunks are joined only
 * when a message is whole: a server may send a large answer byte by byte.
 */
export function messageReader(): (chunk: Buffer) => readonly Buffer[] {
  let chunks: Buffer[] = [];
  let [bytes, wanted] = [0, LENGTH_BYTES];
  return (chunk) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes < wanted) return [];
    const { messages, rest } = splitMessages(Buffer.concat(chunks));
    chunks = [rest];
    bytes = rest.length;
    wanted = LENGTH_BYTES + (bytes < LENGTH_BYTES ? 0 : rest.readUInt16BE(0));
    return messages;
  };
}

/** Splits a stream into its whole messages and the rest. */
export function splitMessages(stream: Buffer): { messages: Buffer[]; rest: Buffer<ArrayBuffer> } {
  const messages: Buffer[] = [];
  let offset = 0;
  while (stream.length - offset >= LENGTH_BYTES) {
    const end = offset + LENGTH_BYTES + stream.readUInt16BE(offset);
    if (end > stream.length) break;
    messages.push(stream.subarray(offset + LENGTH_BYTES, end));
    offset = end;
  }
  return { messages, rest: Buffer.from(stream.subarray(offset)) };
}

function lengthPrefix(length: number): Buffer {
  const prefix = Buffer.alloc(LENGTH_BYTES);
  prefix.writeUInt16BE(length);
  return prefix;
}
