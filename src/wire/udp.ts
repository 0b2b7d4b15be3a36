/** A UDP socket as a line; with `demo/`, the only door to node:dgram on this thread. */

import { createSocket, type Socket } from 'node:dgram';
import { familyOf, type Server } from '../domain/server.ts';
import { errorCode } from '../platform/failure.ts';
import type { Line, OpenLine, UdpOptions } from './line.ts';

/** A fresh socket on a fresh ephemeral port. */
export function udpLine(options: UdpOptions): OpenLine {
  return (events) =>
    new Promise((resolve, reject) => {
      const socket = createSocket({ type: options.family === 6 ? 'udp6' : 'udp4', lookup: literal });
      socket.once('error', reject);
      socket.on('message', (bytes, { address, port }) =>
        events.message(bytes, { address: unmapped(address), port }),
      );
      const opened = () => {
        socket.off('error', reject);
        // Without a listener an ICMP error would end the process (node:dgram, 'error' event).
        socket.on('error', (error) => events.refused(errorCode(error)));
        resolve(socketLine(socket, options));
      };
      if (options.connectTo) connect(socket, options.connectTo, opened, reject);
      else socket.bind({ port: 0, exclusive: true }, opened);
    });
}

/** An unconnected `send` resolves its address first; a literal needs no resolver, and so the datagram leaves at once. */
export function literal(
  host: string,
  _options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  callback(null, host, familyOf(host));
}

function connect(socket: Socket, server: Server, opened: () => void, failed: (error: unknown) => void): void {
  socket.connect(server.port, server.address, (error?: unknown) => {
    if (!error) return opened();
    socket.close();
    return failed(error);
  });
}

function socketLine(socket: Socket, { family, connectTo }: UdpOptions): Line {
  let open = true;
  return {
    transport: 'udp',
    localPort: socket.address().port,
    send(bytes, server, failed) {
      const sent = (error: Error | null) => error && failed(errorCode(error));
      if (connectTo) socket.send(bytes, sent);
      else socket.send(bytes, server.port, family === 6 ? mapped(server.address) : server.address, sent);
    },
    close() {
      if (open) socket.close();
      open = false;
    },
  };
}

const MAPPED_PREFIX = '::ffff:';

/** An IPv6 socket reaches IPv4 servers by their mapped addresses (RFC 4291 section 2.5.5.2), as musl's does. */
function mapped(address: string): string {
  return familyOf(address) === 4 ? MAPPED_PREFIX + address : address;
}

function unmapped(address: string): string {
  return address.startsWith(MAPPED_PREFIX) && address.includes('.')
    ? address.slice(MAPPED_PREFIX.length)
    : address;
}
