/** A UDP socket as a channel. Only this file and `demo/` import node:dgram. */

import { createSocket, type Socket } from 'node:dgram';
import { familyOf, type Server } from '../domain/server.ts';
import { canonicalAddress, mappedAddress } from '../platform/address.ts';
import { systemClock } from '../platform/clock.ts';
import { errorCode } from '../platform/failure.ts';
import {
  type Channel,
  type ChannelEvents,
  datedFirst,
  type OpenChannel,
  type UdpOptions,
} from './channel.ts';
import { nextDescriptor } from './race/descriptor.ts';

/**
 * Errors by which ICMP refused an earlier datagram. The kernel reports such an error once, at the connected socket's next call:
 * often the second send of a pair (udp(7); net/ipv4/icmp.c, `icmp_err_convert`).
 */
export const ICMP_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOPROTOOPT',
]);

/** A fresh socket on a fresh ephemeral port, or on a given port that it shares. */
export function udpChannel(options: UdpOptions): OpenChannel {
  return (receiver, clock = systemClock) =>
    new Promise((resolve, reject) => {
      const events = datedFirst(receiver, clock);
      const { family, connectTo, sharedPort } = options;
      // The socket gets its descriptor within `bind` below, and nothing else of this thread comes between.
      const descriptor = options.found ? nextDescriptor() : undefined;
      const socket = createSocket({
        type: family === 6 ? 'udp6' : 'udp4',
        reuseAddr: sharedPort !== undefined,
        lookup: literal,
      });
      const failed = (error: unknown) => {
        socket.close();
        reject(error);
      };
      socket.once('error', failed);
      socket.on('message', (bytes, { address, port }) => {
        // First of all: Node passes on no timestamp of the kernel (node:dgram, `rinfo`).
        const atMs = clock.now();
        events.message(bytes, { address: canonicalAddress(address), port }, atMs);
      });
      const opened = () => {
        socket.off('error', failed);
        // Without a listener an ICMP error would end the process (node:dgram, 'error' event).
        socket.on('error', (error) => events.refused(errorCode(error)));
        resolve({ ...socketLine(socket, options, events), ...(descriptor !== undefined && { descriptor }) });
      };
      const whenBound = () => (connectTo ? connect(socket, connectTo, opened, failed) : opened());
      // To connect binds the socket to a port of its own (connect(2)).
      if (connectTo && sharedPort === undefined) whenBound();
      else socket.bind({ port: sharedPort ?? 0, exclusive: true }, whenBound);
    });
}

/** Returns a literal without a resolver. Node resolves before each unconnected `send`; so the datagram leaves at once. */
export function literal(
  host: string,
  _options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  callback(null, host, familyOf(host));
}

function connect(socket: Socket, server: Server, opened: () => void, failed: (error: unknown) => void): void {
  socket.connect(server.port, server.address, (error?: unknown) => (error ? failed(error) : opened()));
}

function socketLine(socket: Socket, { family, connectTo }: UdpOptions, events: ChannelEvents): Channel {
  let open = true;
  return {
    transport: 'udp',
    localPort: socket.address().port,
    send(bytes, server, failed) {
      if (!connectTo) {
        const sent = (error: Error | null) => error && failed(errorCode(error));
        const address = family === 6 ? mappedAddress(server.address) : server.address;
        socket.send(bytes, server.port, address, sent);
        return;
      }
      const sent = (refused: (code: string) => void) => (error: Error | null) => {
        if (!error || !open) return;
        const code = errorCode(error);
        if (ICMP_CODES.has(code)) refused(code);
        else failed(code);
      };
      // This error reported what ICMP said of the datagram before, so the current datagram can be sent again.
      // glibc too sends again what `sendmmsg` did not take (resolv/res_send.c, send_dg).
      // A second ENETUNREACH is the local routing table's: that datagram never left.
      const again = () =>
        socket.send(
          bytes,
          sent((code) => (code === 'ENETUNREACH' ? failed(code) : events.refused(code))),
        );
      socket.send(bytes, sent(again));
    },
    close() {
      if (open) socket.close();
      open = false;
    },
  };
}
