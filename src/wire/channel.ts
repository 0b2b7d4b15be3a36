/** A channel carries DNS messages for an exchange: a UDP socket, a TCP connection, or two threads that share a socket. */

import type { Transport } from '../domain/outcome.ts';
import type { AddressFamily, Server } from '../domain/server.ts';
import { type Arrival, afterReads, arrivalOn, type Clock, systemClock } from '../platform/clock.ts';

/** The code of a channel that could not be opened, or has ended, by a fault of fivesec. It shows nothing about the network. */
export const OWN_FAULT = 'OWN_FAULT';

export interface ChannelEvents {
  /** A whole DNS message and its source. `arrival` is when it arrived; now, if it is left out. */
  message(bytes: Uint8Array, from: Server, arrival?: Arrival): void;
  /**
   * A network error; `code` is the errno's name, or `OWN_FAULT`. Queries that were sent before it get no answer any more. `arrival`
   * as above.
   */
  refused(code: string, arrival?: Arrival): void;
  /** A TCP connection stands: the kernel of the server's host has answered, without the server's process (listen(2)). `arrival` as above. */
  connected?(arrival?: Arrival): void;
}

export interface Channel {
  readonly transport: Transport;
  readonly localPort: number;
  /** The number of the socket's descriptor, where `UdpOptions.found` asks for it. */
  readonly descriptor?: number;
  /**
   * Sends one message. Calls `failed` if the message never left, or with `OWN_FAULT` if it left too late to be dated. A channel that
   * does not send at once calls `left` with the time at which it did (monotonic).
   */
  send(
    bytes: Uint8Array,
    server: Server,
    failed: (code: string) => void,
    left?: (atMs: number) => void,
  ): void;
  close(): void;
}

/** Opens a channel, which dates what arrives by `clock`. Rejects with a system error if that fails. */
export type OpenChannel = (events: ChannelEvents, clock?: ChannelClock) => Promise<Channel>;

export type ChannelClock = Pick<Clock, 'now' | 'after' | 'arrived'>;

/**
 * Passes events on to `events`: each is dated at once, and handled once every socket was read. So the work for one answer does not
 * delay the date of the next one. The order of the events stays.
 */
export function datedFirst(
  events: ChannelEvents,
  clock: Pick<Clock, 'now' | 'arrived'> = systemClock,
): ChannelEvents {
  return {
    message(bytes, from, arrival = arrivalOn(clock)) {
      afterReads(() => events.message(bytes, from, arrival));
    },
    refused(code, arrival = arrivalOn(clock)) {
      afterReads(() => events.refused(code, arrival));
    },
    connected(arrival = arrivalOn(clock)) {
      afterReads(() => events.connected?.(arrival));
    },
  };
}

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
  /** If set, the socket is on loopback and connected to itself: it receives what it sends. It does not hold the process open. */
  readonly toItself?: boolean;
  /** If set, the channel has a `descriptor`. Its number is a guess, and the caller has to verify it. */
  readonly found?: boolean;
}
