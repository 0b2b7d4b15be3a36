/**
 * Two datagrams from one port at the same instant: two worker threads, each with an unconnected socket bound to the
 * same port, let go together. One thread that sends twice does not clash in conntrack, two threads do (DESIGN.md
 * section 2). The only door to node:worker_threads on this thread.
 */

import { Worker } from 'node:worker_threads';
import type { AddressFamily, Server } from '../domain/server.ts';
import { errorCode } from '../platform/failure.ts';
import type { Line, LineEvents, OpenLine } from './line.ts';
import type { ThreadEvent, ThreadOrder } from './race-orders.ts';

/** A race thread holds a few sockets and no data: small heaps keep the agent small. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16, stackSizeMb: 1 };

/** The thread as it is built. Node can't start a worker from TypeScript, so tests name another file. */
export const RACE_THREAD = new URL('./race-thread.js', import.meta.url);

interface Racer {
  readonly events: LineEvents;
  readonly bound: (localPort: number) => void;
  readonly failed: (error: Error) => void;
}

export class RaceThreads {
  readonly #workers: readonly [Worker, Worker];
  readonly #racers = new Map<number, Racer>();
  #lastLine = 0;
  #ended: Error | undefined;

  constructor(thread: URL = RACE_THREAD) {
    this.#workers = [this.#startWorker(thread), this.#startWorker(thread)];
  }

  /** False once a thread has died, or was stopped: nothing can race here any more. */
  get isAlive(): boolean {
    return this.#ended === undefined;
  }

  /** A line whose first two sends leave at once, one from each thread. It must be sent to exactly twice. */
  line(family: AddressFamily): OpenLine {
    return async (events) => {
      if (this.#ended) throw this.#ended;
      this.#lastLine += 1;
      const line = this.#lastLine;
      const barrier = new SharedArrayBuffer(4);
      const [first, second] = this.#workers;
      try {
        const localPort = await this.#bind(first, line, events, { family, localPort: 0, barrier });
        await this.#bind(second, line, events, { family, localPort, barrier });
        return this.#raceLine(line, localPort);
      } catch (error) {
        this.#close(line);
        throw error;
      }
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #raceLine(line: number, localPort: number): Line {
    const waiting: { bytes: Uint8Array; server: Server }[] = [];
    return {
      transport: 'udp',
      localPort,
      send: (bytes, server) => {
        waiting.push({ bytes, server });
        const [one, other] = waiting;
        if (!one || !other) return;
        this.#order(this.#workers[0], { kind: 'fire', line, ...one });
        this.#order(this.#workers[1], { kind: 'fire', line, ...other });
      },
      close: () => this.#close(line),
    };
  }

  #bind(
    worker: Worker,
    line: number,
    events: LineEvents,
    where: { family: AddressFamily; localPort: number; barrier: SharedArrayBuffer },
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#racers.set(line, { events, bound: resolve, failed: reject });
      this.#order(worker, { kind: 'bind', line, ...where });
    });
  }

  #close(line: number): void {
    this.#racers.delete(line);
    for (const worker of this.#workers) this.#order(worker, { kind: 'close', line });
  }

  #order(worker: Worker, order: ThreadOrder): void {
    worker.postMessage(order);
  }

  #startWorker(thread: URL): Worker {
    const worker = new Worker(thread, { resourceLimits: THREAD_LIMITS });
    worker.on('message', (event: ThreadEvent) => this.#hear(event));
    worker.on('error', (error) => this.#end(error));
    worker.on('exit', () => this.#end(new Error('the race thread has ended')));
    return worker;
  }

  /** Whoever waits for a thread that is gone must hear of it: nothing else would end that wait. */
  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = error;
    for (const { failed, events } of this.#racers.values()) {
      failed(error);
      events.refused(errorCode(error));
    }
    this.#racers.clear();
    void this.stop();
  }

  #hear(event: ThreadEvent): void {
    const racer = this.#racers.get(event.line);
    if (!racer) return;
    switch (event.kind) {
      case 'bound':
        racer.bound(event.localPort);
        return;
      case 'message':
        racer.events.message(event.bytes, event.from);
        return;
      case 'failed':
        racer.failed(Object.assign(new Error(event.code), { code: event.code }));
        racer.events.refused(event.code);
        return;
    }
  }
}
