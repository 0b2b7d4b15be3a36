/** The two phases of a check (sending, and waiting for the last answers) and its progress. */

import { setMaxListeners } from 'node:events';
import type { Cancel, Clock } from '../platform/clock.ts';
import type { Deadlines, InFlight } from './deadlines.ts';

export interface Progress {
  /** 0 to 1. */
  readonly done: number;
  readonly pairs: number;
  readonly lost: number;
  readonly doing: 'sending' | 'waiting';
}

export interface PhasesPorts {
  readonly clock: Clock;
  /** When aborted, both phases end at once. */
  readonly signal: AbortSignal;
  readonly deadlines: Deadlines;
  readonly inFlight: InFlight;
  readonly progress: (state: Progress) => void;
}

const LOOK_MS = 100;

export class Phases {
  readonly #ports: PhasesPorts;
  readonly #startMs: number;
  readonly #sendingEnds = new AbortController();
  readonly #waitingEnds = new AbortController();
  #askedMs = Number.POSITIVE_INFINITY;
  /** Aborted when the check no longer waits for queries under way. */
  readonly waiting: AbortSignal;
  /** Aborted when nothing more is to be sent. */
  readonly sending: AbortSignal;

  constructor(ports: PhasesPorts) {
    this.#ports = ports;
    this.#startMs = ports.clock.now();
    this.waiting = AbortSignal.any([ports.signal, this.#waitingEnds.signal]);
    this.sending = AbortSignal.any([this.waiting, this.#sendingEnds.signal]);
    // Every exchange under way adds a listener: hundreds are no leak, so Node must not warn.
    setMaxListeners(0, this.waiting, this.sending);
    this.sending.addEventListener('abort', () => {
      this.#askedMs = this.elapsedMs;
    });
  }

  get elapsedMs(): number {
    return this.#ports.clock.now() - this.#startMs;
  }

  /** How long the check has sent, in milliseconds; infinite while it does. */
  get askedMs(): number {
    return this.#askedMs;
  }

  /** Ends each phase at its time, and reports the progress. */
  start(): Cancel {
    const { clock, deadlines } = this.#ports;
    const stops = [
      clock.every(LOOK_MS, () => this.#look()),
      clock.after(deadlines.giveUpMs, () => this.end()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Ends both phases. */
  end(): void {
    this.#waitingEnds.abort();
  }

  #look(): void {
    const { clock, inFlight, progress } = this.#ports;
    const { endMs, lossyEndMs, giveUpMs } = this.#ports.deadlines;
    const ends = inFlight.stalls(clock.now()) ? lossyEndMs : endMs;
    if (this.elapsedMs >= ends) this.#sendingEnds.abort();
    if (this.elapsedMs >= giveUpMs) this.end();
    const doing = this.sending.aborted ? 'waiting' : 'sending';
    const done = Math.min(1, this.elapsedMs / (ends === endMs ? endMs : giveUpMs));
    progress({ done, pairs: inFlight.ended, lost: inFlight.lost, doing });
  }
}
