/** What arrives on a channel, on its way to its exchange. It can be held back for a moment. */

import type { Server } from '../domain/server.ts';
import { type Arrival, arrivalOn, type Clock } from '../platform/clock.ts';
import type { ChannelEvents } from './channel.ts';

/**
 * Dates every event when it comes. While events are held, none is handled: the code that handles the answer to one query would delay the
 * date of the answer to the other one.
 */
export class Arrivals implements ChannelEvents {
  readonly #clock: Pick<Clock, 'now' | 'arrived'>;
  readonly #receive: (bytes: Uint8Array, from: Server, arrival: Arrival) => void;
  readonly #refuse: (code: string, arrival: Arrival) => void;
  #held: (() => void)[] | undefined;
  /** When the TCP connection stood; `undefined` over UDP, and until it stands. */
  connection: Arrival | undefined;

  constructor(
    clock: Pick<Clock, 'now' | 'arrived'>,
    receive: (bytes: Uint8Array, from: Server, arrival: Arrival) => void,
    refuse: (code: string, arrival: Arrival) => void,
  ) {
    this.#clock = clock;
    this.#receive = receive;
    this.#refuse = refuse;
  }

  /** How many events are held. */
  get held(): number {
    return this.#held?.length ?? 0;
  }

  /** From now on events wait for `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Hands on what was held, in the order of its arrival. What comes from now on is handed on at once. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const handle of held) handle();
  }

  // Properties, so that `{ ...arrivals }` has them.
  readonly message = (bytes: Uint8Array, from: Server, arrival = arrivalOn(this.#clock)): void => {
    this.#pass(() => this.#receive(bytes, from, arrival));
  };

  readonly refused = (code: string, arrival = arrivalOn(this.#clock)): void => {
    this.#pass(() => this.#refuse(code, arrival));
  };

  /** Never held: it ends no query, and only its date is kept. */
  readonly connected = (arrival = arrivalOn(this.#clock)): void => {
    this.connection = arrival;
  };

  #pass(handle: () => void): void {
    if (this.#held) this.#held.push(handle);
    else handle();
  }
}
