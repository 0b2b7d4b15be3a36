/** An exchange over a channel that the test plays: nothing is sent, and the test says what arrives. */

import type { Server } from '../../../src/domain/server.ts';
import type { ChannelEvents } from '../../../src/wire/channel.ts';
import { Exchange } from '../../../src/wire/exchange.ts';
import { FakeClock } from '../time/fake-clock.ts';

/** The server that is asked. */
export const SERVER: Server = { address: '192.0.2.53', port: 53 };

export interface OpenExchange {
  readonly exchange: Exchange;
  /** These bytes arrive, from the right server if no other is given. */
  receive(this: void, bytes: Uint8Array, from?: Server): void;
}

export async function openExchange(): Promise<OpenExchange> {
  let events: ChannelEvents | undefined;
  const ports = { clock: new FakeClock(), signal: new AbortController().signal, startMs: 0 };
  const exchange = await Exchange.open(async (given) => {
    events = given;
    return { transport: 'udp', localPort: 40_000, send: () => {}, close: () => {} };
  }, ports);
  return { exchange, receive: (bytes, from = SERVER) => events?.message(bytes, from) };
}
