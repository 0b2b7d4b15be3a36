/**
 * Two datagrams from one port at the same instant: this thread and a thread of libuv's pool write to one connected socket. One
 * thread that sends twice does not clash in conntrack, two threads do (docs/facts.md, "When do A and AAAA clash?"). No thread of
 * our own: a worker costs 9 MB (docs/decisions/022-the-race-is-run-by-a-thread-of-libuvs-pool.md). Where the pool is busy with
 * something else, this thread sends both.
 */

import { write, writeSync } from 'node:fs';
import { type AddressFamily, familyOf, type Server } from '../../domain/server.ts';
import { systemClock } from '../../platform/clock.ts';
import { errorCode } from '../../platform/failure.ts';
import {
  type Channel,
  type ChannelClock,
  type ChannelEvents,
  type OpenChannel,
  OWN_FAULT,
} from '../channel.ts';
import { ICMP_CODES, neverLeft, udpChannel } from '../udp.ts';
import { isBoundTo } from './descriptor.ts';
import { type Gate, PoolGate } from './gate.ts';

/** The longest time from this thread's send to the pool's, in milliseconds. The pool's query has the time of this thread's. */
const LONGEST_APART_MS = 25;

const UNHEARD: ChannelEvents = { message: () => {}, refused: () => {} };

interface Held {
  readonly bytes: Uint8Array;
  readonly failed: (code: string) => void;
  readonly left: (atMs: number) => void;
}

/**
 * A channel to `server` whose first two sends leave at once, one from each thread. It must be used for exactly two sends. Rejects
 * with `OWN_FAULT` where the socket's descriptor can't be found. A send fails with `OWN_FAULT` if the pool has not sent it in time.
 */
export function raceChannel(server: Server, gate: Gate = new PoolGate()): OpenChannel {
  return async (events, clock = systemClock) => {
    const family = familyOf(server.address);
    // If a shareable socket asks for any port, the kernel now and then gives it the port of another shareable socket, in this process or
    // another. Then one receives the other's answers (socket(7), SO_REUSEADDR). So a socket that can't share gets a port first.
    const place = await udpChannel({ family })(UNHEARD);
    place.close();
    const sharedPort = place.localPort;
    // Hears the servers that were not asked. The connected socket gets what comes from `server` (net/ipv4/udp.c, `compute_score`).
    const stranger = await udpChannel({ family, sharedPort })(events, clock);
    try {
      const channel = await udpChannel({ family, sharedPort, connectTo: server, found: true })(
        // As an unconnected socket, this one reports no ICMP errors.
        { ...events, refused: () => {} },
        clock,
      );
      // No query has been sent yet, so none waits for the gate. It rejects if no descriptor is left. An open socket would keep the process alive.
      const isReady = await gate.ready().catch((error: unknown) => {
        channel.close();
        throw error;
      });
      return raceOn(channel, stranger, { family, gate: isReady ? gate : SHUT, clock });
    } catch (error) {
      stranger.close();
      throw error;
    }
  };
}

/** Where both threads share one CPU, or the pool hangs, this thread sends both. */
const SHUT: Pick<Gate, 'meet'> = { meet: () => undefined };

interface RaceTools {
  readonly family: AddressFamily;
  readonly gate: Pick<Gate, 'meet'>;
  readonly clock: ChannelClock;
}

function raceOn(channel: Channel, stranger: Channel, { family, gate, clock }: RaceTools): Channel {
  const { descriptor } = channel;
  const closeBoth = () => {
    channel.close();
    stranger.close();
  };
  if (descriptor === undefined || !isBoundTo(descriptor, channel.localPort, family)) {
    closeBoth();
    throw Object.assign(new Error("the socket's descriptor is unknown"), { code: OWN_FAULT });
  }
  let first: Held | undefined;
  let fired: Promise<void> = Promise.resolve();
  return {
    transport: channel.transport,
    localPort: channel.localPort,
    send(bytes, _server, failed, left = () => {}) {
      const held = { bytes, failed, left };
      if (first) fired = fire({ descriptor, gate, clock }, first, held);
      else first = held;
    },
    // Not before the pool has written: the number could be another file's by then.
    close: () => void fired.then(closeBoth),
  };
}

interface Firing extends Pick<RaceTools, 'gate' | 'clock'> {
  readonly descriptor: number;
}

/** Both datagrams leave within microseconds of the gate. Resolves when the descriptor is no longer used. */
async function fire({ descriptor, gate, clock }: Firing, theirs: Held, ours: Held): Promise<void> {
  let written: Promise<void> | undefined;
  try {
    written = gate.meet(() => sendInPool(descriptor, theirs));
  } catch (error) {
    // No descriptor is left.
    for (const { failed } of [theirs, ours]) failed(errorCode(error));
    return;
  }
  if (written === undefined) {
    sendHere(descriptor, theirs, clock);
    sendHere(descriptor, ours, clock);
    return;
  }
  theirs.left(sendHere(descriptor, ours, clock));
  const cancel = clock.after(LONGEST_APART_MS, () => theirs.failed(OWN_FAULT));
  await written;
  cancel();
}

/** Returns the time at which it left. */
function sendHere(descriptor: number, held: Held, clock: ChannelClock): number {
  const atMs = clock.now();
  try {
    writeSync(descriptor, held.bytes);
  } catch (error) {
    again(descriptor, held, error);
  }
  held.left(atMs);
  return atMs;
}

/** Resolves when the pool has sent it, however late. */
function sendInPool(descriptor: number, held: Held): Promise<void> {
  return new Promise((resolve) => {
    write(descriptor, held.bytes, (error) => {
      if (error) again(descriptor, held, error);
      resolve();
    });
  });
}

/** An ICMP error about the other datagram is reported once, at the next send, which then sends nothing (udp(7)). So that send is repeated. */
function again(descriptor: number, held: Held, error: unknown): void {
  if (!ICMP_CODES.has(errorCode(error))) {
    held.failed(errorCode(error));
    return;
  }
  try {
    writeSync(descriptor, held.bytes);
  } catch (second) {
    const code = errorCode(second);
    // Another ICMP error is not reported: `race` behaves as an unconnected socket.
    if (neverLeft(code)) held.failed(code);
  }
}
