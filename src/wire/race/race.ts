/**
 * Two datagrams from one port at the same instant: this thread and a worker, each with an unconnected socket bound to
 * the same port, released together. One thread that sends twice does not clash in conntrack, two threads do (docs/facts.md,
 * "When do A and AAAA clash?"). One worker, not two: each costs 6 MB (docs/decisions/006-one-worker-races-with-the-main-thread.md).
 */

import { Worker } from 'node:worker_threads';
import type { AddressFamily, Server } from '../../domain/server.ts';
import { systemClock } from '../../platform/clock.ts';
import { type Channel, type ChannelEvents, type OpenChannel, OWN_FAULT } from '../channel.ts';
import { udpChannel } from '../udp.ts';
import { GATE_BYTES, meet } from './barrier.ts';
import type { ThreadEvent, ThreadOrder } from './messages.ts';

/** Limits of the race thread's heap. The thread holds a few sockets and no data, and a small heap keeps the agent small. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16, stackSizeMb: 1 };

/** The thread's built file. Node can't start a worker from TypeScript, so tests use another file. */
export const RACE_THREAD = new URL('./worker.js', import.meta.url);

const UNHEARD: ChannelEvents = { message: () => {}, refused: () => {} };

interface Racer {
  readonly events: ChannelEvents;
  readonly bound: () => void;
  readonly failed: (error: Error) => void;
  /** Sends this thread's datagram. The worker waits for it at the barrier. */
  release: () => void;
  /** Called if the kernel refuses the worker's datagram. */
  notSent: (code: string) => void;
  readonly gate: Gate;
}

/** When both threads left the barrier (monotonic); undefined before that. */
interface Gate {
  atMs: number | undefined;
}

interface Held {
  readonly bytes: Uint8Array;
  readonly server: Server;
  readonly failed: (code: string) => void;
  readonly left: (atMs: number) => void;
}

export class RaceThreads {
  readonly #worker: Worker;
  readonly #racers = new Map<number, Racer>();
  #lastLine = 0;
  #hasWorked = false;
  #ended: Error | undefined;

  constructor(thread: URL = RACE_THREAD) {
    this.#worker = new Worker(thread, { resourceLimits: THREAD_LIMITS });
    this.#worker.on('message', (event: ThreadEvent) => this.#hear(event));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the race thread has ended')));
    this.#worker.once('message', () => (this.#hasWorked = true));
  }

  /** False if the worker has died or was stopped: no race is possible any more. */
  get isAlive(): boolean {
    return this.#ended === undefined;
  }

  /** A channel whose first two sends leave at once, one from each thread. It must be used for exactly two sends. */
  line(family: AddressFamily): OpenChannel {
    return async (events, clock = systemClock) => {
      if (this.#ended) throw this.#ended;
      this.#lastLine += 1;
      const line = this.#lastLine;
      const barrier = new SharedArrayBuffer(GATE_BYTES);
      const gate: Gate = { atMs: undefined };
      const leaving = () => {
        meet(barrier);
        gate.atMs = clock.now();
      };
      const here = await this.#alone(family, leaving, (open) => open(events, clock));
      try {
        await this.#bind(line, { events, gate }, { family, localPort: here.localPort, barrier });
        return this.#raceLine(line, here, gate);
      } catch (error) {
        here.close();
        this.#close(line);
        throw error;
      }
    };
  }

  /**
   * Opens this thread's socket, on a port of its own. If a shareable socket asks for any port, the kernel now and then gives it
   * the port of another shareable socket, in this process or another. Then one receives the other's answers (socket(7),
   * SO_REUSEADDR). So a socket that can't share gets a port first, and the shareable socket then takes that port over.
   */
  async #alone(
    family: AddressFamily,
    leaving: () => void,
    open: (line: OpenChannel) => Promise<Channel>,
  ): Promise<Channel> {
    const place = await udpChannel({ family })(UNHEARD);
    place.close();
    return open(udpChannel({ family, sharedPort: place.localPort, leaving }));
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #raceLine(line: number, here: Channel, gate: Gate): Channel {
    let first: Held | undefined;
    return {
      ...here,
      send: (bytes, server, failed, left = () => {}) => {
        const racer = this.#racers.get(line);
        if (!first) {
          first = { bytes, server, failed, left };
        } else if (racer) {
          const held = [first.left, left];
          // This thread goes to the barrier only when the worker waits there, so that it never spins itself.
          racer.release = () => {
            here.send(bytes, server, failed);
            const { atMs } = gate;
            if (atMs !== undefined) for (const one of held) one(atMs);
          };
          racer.notSent = first.failed;
          this.#order({ kind: 'fire', line, bytes: first.bytes, server: first.server });
        }
      },
      close: () => {
        here.close();
        this.#close(line);
      },
    };
  }

  #bind(
    line: number,
    heard: Pick<Racer, 'events' | 'gate'>,
    where: { family: AddressFamily; localPort: number; barrier: SharedArrayBuffer },
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#racers.set(line, {
        ...heard,
        bound: resolve,
        failed: reject,
        release: () => {},
        notSent: () => {},
      });
      this.#order({ kind: 'bind', line, ...where });
    });
  }

  #close(line: number): void {
    this.#racers.delete(line);
    this.#order({ kind: 'close', line });
  }

  #order(order: ThreadOrder): void {
    this.#worker.postMessage(order);
  }

  /** Fails everything that waits for the worker: after the worker's end, nothing else would end those waits. */
  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = error;
    // A thread that can't start fails every race, and that must be visible. One that ends later is a fault of fivesec.
    const reason = this.#hasWorked ? Object.assign(error, { code: OWN_FAULT }) : error;
    for (const { failed, events } of this.#racers.values()) {
      failed(reason);
      events.refused(OWN_FAULT);
    }
    this.#racers.clear();
    void this.stop();
  }

  #hear(event: ThreadEvent): void {
    const racer = this.#racers.get(event.line);
    if (!racer) return;
    switch (event.kind) {
      case 'bound':
        racer.bound();
        return;
      case 'at-gate':
        racer.release();
        return;
      case 'message':
        racer.events.message(event.bytes, event.from, arrivedMs(racer.gate, event.sinceGateMs));
        return;
      case 'not-sent':
        racer.notSent(event.code);
        return;
      case 'failed':
        racer.failed(Object.assign(new Error(event.code), { code: event.code }));
        racer.events.refused(event.code);
        return;
    }
  }
}

/** When the worker received a message, by this thread's clock; undefined if that is unknown. */
function arrivedMs({ atMs }: Gate, sinceGateMs: number | undefined): number | undefined {
  return atMs === undefined || sinceGateMs === undefined ? undefined : atMs + sinceGateMs;
}
