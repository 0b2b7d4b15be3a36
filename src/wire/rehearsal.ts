/**
 * Runs the code that sends and receives a datagram once, right before a measured query: a datagram that a socket on loopback sends to itself.
 * Code that has not run for a while is not in the CPU's caches. It takes a hundred microseconds instead of ten, and that time would be part
 * of the measured duration (docs/decisions/021-arrivals-are-dated-before-they-are-handled.md). Nothing leaves the pod.
 */

import { drained } from '../platform/clock.ts';
import type { Channel, ChannelEvents, OpenChannel } from './channel.ts';
import { udpChannel } from './udp.ts';

/** As long as a usual query. */
const BYTES = new Uint8Array(64);
const UNHEARD: ChannelEvents = { message: () => {}, refused: () => {} };

export class Rehearsal {
  readonly #openChannel: OpenChannel;
  #channel: Promise<Channel | undefined> | undefined;
  #isClosed = false;

  constructor(openChannel: OpenChannel = udpChannel({ family: 4, toItself: true })) {
    this.#openChannel = openChannel;
  }

  /** Resolves when the datagram was read, or would have been. Where no socket can be opened, it does nothing, and tries again next time. */
  async run(): Promise<void> {
    if (this.#isClosed) return;
    this.#channel ??= this.#openChannel(UNHEARD).catch(() => undefined);
    const channel = await this.#channel;
    if (!channel) {
      this.#channel = undefined;
      return;
    }
    // The address is not read: the socket is connected.
    channel.send(BYTES, { address: '127.0.0.1', port: channel.localPort }, () => {});
    await new Promise<void>(drained);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    (await this.#channel)?.close();
  }
}
