/** A channel carries DNS messages for an exchange: a UDP socket, a TCP connection, or two threads that share a port. */

import type { Transport } from '../domain/outcome.ts';
import type { AddressFamily, Server } from '../domain/server.ts';

/** The code of a channel that a fault of fivesec ended, as when its race thread has ended. It says nothing about the network. */
export const OWN_FAULT = 'OWN_FAULT';

export interface ChannelEvents {
  /** A whole DNS message and its source. */
  message(bytes: Uint8Array, from: Server): void;
  /** A network error; `code` is the errno's name, or `OWN_FAULT`. Queries that were sent before it get no answer any more. */
  refused(code: string): void;
}

export interface Channel {
  readonly transport: Transport;
  readonly localPort: number;
  /** Sends one message. Calls `failed` if the message never left. */
  send(bytes: Uint8Array, server: Server, failed: (code: string) => void): void;
  close(): void;
}

/** Opens a channel. Rejects with a system error if that fails. */
export type OpenChannel = (events: ChannelEvents) => Promise<Channel>;

/** A UDP socket reads only its own family's addresses, so the family is fixed when it is made. */
export interface UdpOptions {
  readonly family: AddressFamily;
  /**
   * If set, the socket is connected: the kernel filters by source and reports ICMP errors. An unconnected socket receives from
   * every source and reports no errors.
   */
  readonly connectTo?: Server;
  /** A local port shared with other sockets that share it, too. Without it the socket gets a free port for itself. */
  readonly sharedPort?: number;
  /** Called each time right before a datagram leaves. Only an unconnected socket can call it. */
  readonly leaving?: () => void;
}
