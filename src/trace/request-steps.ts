/** The steps of one request: which one it is in, and when each of the others was done. Milliseconds since its start. */

import type { ClientRequest } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { HttpPhase } from '../domain/http-request.ts';
import type { Clock } from '../platform/clock.ts';

/**
 * Milliseconds since the request began, each including those before it, as curl's `--write-out` counts them. A request to a name
 * begins with its lookup. What Node.js does before that belongs to no step: in a new process it reads the certificates of its
 * authorities for 15 to 25 ms. curl reads them after the connection is there (lib/vtls/openssl.c, `ossl_connect_step1`).
 */
export interface RequestTimes {
  /** 0 for an address, which needs no lookup. */
  readonly lookupMs: number;
  readonly connectMs: number;
  /** 0 without TLS. */
  readonly appconnectMs: number;
  /** The connection was ready and the request was about to leave. */
  readonly pretransferMs: number;
  /** The head of the answer was there. */
  readonly starttransferMs: number;
  readonly totalMs: number;
}

export class RequestSteps {
  readonly #clock: Clock;
  #startMs: number;
  #stage: HttpPhase = 'connect';
  #lookupMs = 0;
  #connectMs = 0;
  #appconnectMs = 0;
  #starttransferMs = 0;

  /** A request to an address begins now. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.now();
  }

  get stage(): HttpPhase {
    return this.#stage;
  }

  get elapsedMs(): number {
    return this.#clock.now() - this.#startMs;
  }

  /** The time of the lookup until now: all of the time if it has not ended. */
  get lookupMs(): number {
    return this.#stage === 'lookup' && this.#lookupMs === 0 ? this.elapsedMs : this.#lookupMs;
  }

  /** The same lookup, with its time taken. The request begins with it. */
  timed(lookup: LookupFunction): LookupFunction {
    return (hostname, options, callback) => {
      this.#startMs = this.#clock.now();
      this.#stage = 'lookup';
      lookup(hostname, options, (error, address, family) => {
        this.#lookupMs = this.elapsedMs;
        if (!error) this.#stage = 'connect';
        callback(error, address, family);
      });
    };
  }

  /** Notes when the connection is there, its TLS, and the head of the answer. */
  watch(request: ClientRequest, isTls: boolean): void {
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        this.#connectMs = this.elapsedMs;
        this.#stage = isTls ? 'tls' : 'answer';
      });
      socket.once('secureConnect', () => {
        this.#appconnectMs = this.elapsedMs;
        this.#stage = 'answer';
      });
    });
    request.on('response', () => {
      this.#starttransferMs = this.elapsedMs;
      this.#stage = 'body';
    });
  }

  /** All times of a request whose answer is complete now. */
  times(): RequestTimes {
    return {
      lookupMs: this.#lookupMs,
      connectMs: this.#connectMs,
      appconnectMs: this.#appconnectMs,
      pretransferMs: Math.max(this.#connectMs, this.#appconnectMs),
      starttransferMs: this.#starttransferMs,
      totalMs: this.elapsedMs,
    };
  }
}
