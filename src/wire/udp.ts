/** A UDP socket as a channel. Only this file and `demo/` import node:dgram. */

import { createSocket, type Socket } from 'node:dgram';
import { type AddressFamily, familyOf, type Server } from '../domain/server.ts';
import { canonicalAddress, mappedAddress } from '../platform/address.ts';
import { arrivalOn, systemClock } from '../platform/clock.ts';
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
 * often the second send of a pair (udp(7); `icmp_err_convert` in net/ipv4/icmp.c, `icmpv6_err_convert` in net/ipv6/icmp.c). EACCES
 * is IPv6's error for what a firewall or a route rejects (RFC 4443 section 3.1, codes 1, 5 and 6).
 */
export const ICMP_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENONET',
  'ENOPROTOOPT',
  'EACCES',
  'EPROTO',
]);

const LOOPBACK: Readonly<Record<AddressFamily, string>> = { 4: '127.0.0.1', 6: '::1' };

/** Those of them by which the local kernel refuses as well: no route, or a route that prohibits. */
const ALSO_LOCAL: ReadonlySet<string> = new Set(['ENETUNREACH', 'EACCES']);

/**
 * Did the datagram never leave? `code` is the error of its second try. The first try takes an error that ICMP has reported before,
 * so the error of the second one is the local kernel's, or ICMP's again where the local kernel has no such error.
 */
export function neverLeft(code: string): boolean {
  return ALSO_LOCAL.has(code) || !ICMP_CODES.has(code);
}

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
        // Dated first, because Node does not pass on the kernel's timestamp (node:dgram, `rinfo`).
        const arrival = arrivalOn(clock);
        // A connected socket receives only from its server, whose address may be written in another way: 0.0.0.0 is this
        // machine, and the zone of a link-local address may be a number (ip(7), ipv6(7)).
        events.message(bytes, connectTo ?? { address: canonicalAddress(address), port }, arrival);
      });
      const opened = () => {
        socket.off('error', failed);
        // Without a listener an ICMP error would end the process (node:dgram, 'error' event).
        socket.on('error', (error) => events.refused(errorCode(error)));
        resolve({
          ...socketChannel(socket, options, events),
          ...(descriptor !== undefined && { descriptor }),
        });
      };
      const whenBound = () => (connectTo ? connect(socket, connectTo, opened, failed) : opened());
      if (options.toItself) bindToItself(socket, family, opened, failed);
      // To connect binds the socket to a port of its own (connect(2)).
      else if (connectTo && sharedPort === undefined) whenBound();
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

function bindToItself(
  socket: Socket,
  family: AddressFamily,
  opened: () => void,
  failed: (error: unknown) => void,
): void {
  const address = LOOPBACK[family];
  socket.unref();
  socket.bind({ port: 0, address, exclusive: true }, () =>
    connect(socket, { address, port: socket.address().port }, opened, failed),
  );
}

function connect(socket: Socket, server: Server, opened: () => void, failed: (error: unknown) => void): void {
  socket.connect(server.port, server.address, (error?: unknown) => (error ? failed(error) : opened()));
}

function socketChannel(socket: Socket, options: UdpOptions, events: ChannelEvents): Channel {
  const { family } = options;
  const isConnected = options.connectTo !== undefined || options.toItself;
  let open = true;
  let hasSent = false;
  return {
    transport: 'udp',
    localPort: socket.address().port,
    send(bytes, server, failed) {
      if (!isConnected) {
        const sent = (error: Error | null) => error && failed(errorCode(error));
        const address = family === 6 ? mappedAddress(server.address) : server.address;
        socket.send(bytes, server.port, address, sent);
        return;
      }
      const mayBeIcmp = hasSent;
      hasSent = true;
      const onError = (handle: (code: string) => void) => (error: Error | null) => {
        if (error && open) handle(errorCode(error));
      };
      const sentAgain = onError((code) => (neverLeft(code) ? failed(code) : events.refused(code)));
      const sent = onError((code) => {
        // The error may be ICMP's about the previous datagram, so this datagram can be sent again.
        // glibc too sends again what `sendmmsg` did not take (resolv/res_send.c, send_dg).
        if (mayBeIcmp && ICMP_CODES.has(code)) socket.send(bytes, sentAgain);
        else failed(code);
      });
      socket.send(bytes, sent);
    },
    close() {
      if (open) socket.close();
      open = false;
    },
  };
}
