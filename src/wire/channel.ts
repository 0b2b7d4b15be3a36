/** What a conversation speaks through: a UDP socket, a TCP connection, or two threads that share a port. */

import type { Transport } from '../domain/outcome.ts';
import type { AddressFamily, Server } from '../domain/server.ts';

export interface ChannelEvents {
  /** A whole DNS message, and who sent it. */
  message(bytes: Uint8Array, from: Server): void;
  /** The network refused; `code` is the errno's name. Nothing more will come for what was sent so far. */
  refused(code: string): void;
}

export interface Channel {
  readonly transport: Transport;
  readonly localPort: number;
  /** Sends one message; `failed` is called if it never left. */
  send(bytes: Uint8Array, server: Server, failed: (code: string) => void): void;
  close(): void;
}

/** Opens a line. Rejects with a system error when there is none to be had. */
export type OpenChannel = (events: ChannelEvents) => Promise<Channel>;

/** A UDP socket reads only its own family's addresses, so the family is fixed when it is made. */
export interface UdpOptions {
  readonly family: AddressFamily;
  /** Connected, the kernel filters by source and tells of ICMP errors; unconnected, everything is seen and nothing told. */
  readonly connectTo?: Server;
  /** Shares this port with other sockets that do so too. Without it the port is any that is free, and the socket's own. */
  readonly sharedPort?: number;
  /** Called each time, right before the datagram leaves. Only an unconnected socket can tell. */
  readonly leaving?: () => void;
}
