/** One HTTP request over a fresh connection, and when each of its steps was done. Redirects are not followed. */

import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Clock } from '../platform/clock.ts';
import { errorCode } from '../platform/failure.ts';

/** The step that a request was in when it failed. */
export type RequestStage = 'lookup' | 'connect' | 'tls' | 'answer' | 'body';

/** Milliseconds since the request began, each including those before it, as curl's `--write-out` counts them. */
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

export type TimedRequest =
  | ({ readonly kind: 'done'; readonly status: number } & RequestTimes)
  | {
      readonly kind: 'failed';
      readonly stage: RequestStage;
      /** One line, for people. */
      readonly reason: string;
      /** What the lookup took of `totalMs`: all of it if it never ended. */
      readonly lookupMs: number;
      readonly totalMs: number;
    }
  | { readonly kind: 'interrupted'; readonly totalMs: number };

export interface RequestPorts {
  readonly clock: Clock;
  /** node:dns `lookup`, that is the C library's getaddrinfo, for what an application feels. */
  readonly lookup: LookupFunction;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const LONGEST_REASON = 160;

/** Never rejects: what the network does is a result. */
export function timedRequest(url: URL, ports: RequestPorts): Promise<TimedRequest> {
  const { clock, signal, timeoutMs } = ports;
  const startMs = clock.now();
  const sinceStart = (): number => clock.now() - startMs;
  let stage: RequestStage = 'connect';
  let lookupMs = 0;
  let connectMs = 0;
  let appconnectMs = 0;
  let starttransferMs = 0;

  const lookup: LookupFunction = (hostname, options, callback) => {
    stage = 'lookup';
    ports.lookup(hostname, options, (error, address, family) => {
      lookupMs = sinceStart();
      if (!error) stage = 'connect';
      callback(error, address, family);
    });
  };

  return new Promise((resolve) => {
    const request = open(url, lookup);
    if (request instanceof Error) {
      resolve({ kind: 'failed', stage, reason: explain(request), lookupMs: 0, totalMs: 0 });
      return;
    }
    const finish = (result: TimedRequest): void => {
      cancel();
      signal.removeEventListener('abort', interrupt);
      request.destroy();
      resolve(result);
    };
    const fail = (reason: string): void => {
      const totalMs = sinceStart();
      const inLookup = stage === 'lookup' && lookupMs === 0 ? totalMs : lookupMs;
      finish({ kind: 'failed', stage, reason, lookupMs: inLookup, totalMs });
    };
    const interrupt = (): void => finish({ kind: 'interrupted', totalMs: sinceStart() });
    const cancel = clock.after(timeoutMs, () => fail(`no end after ${timeoutMs / 1000} s`));
    signal.addEventListener('abort', interrupt, { once: true });

    request.on('error', (error) => fail(explain(error)));
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        connectMs = sinceStart();
        stage = url.protocol === 'https:' ? 'tls' : 'answer';
      });
      socket.once('secureConnect', () => {
        appconnectMs = sinceStart();
        stage = 'answer';
      });
    });
    request.on('response', (response: IncomingMessage) => {
      starttransferMs = sinceStart();
      stage = 'body';
      response.on('error', (error) => fail(explain(error)));
      response.on('end', () => {
        const pretransferMs = Math.max(connectMs, appconnectMs);
        const times = { lookupMs, connectMs, appconnectMs, pretransferMs, starttransferMs };
        finish({ kind: 'done', status: response.statusCode ?? 0, ...times, totalMs: sinceStart() });
      });
      response.resume();
    });
    request.end();
    // The signal may have been aborted before this listener was added.
    if (signal.aborted) interrupt();
  });
}

/**
 * `agent: false` opens a connection for this request alone, and no TLS session is resumed.
 * Returns the error if Node rejects the URL, for example a user name that can't be decoded.
 */
function open(url: URL, lookup: LookupFunction): ClientRequest | Error {
  const options = {
    agent: false as const,
    lookup,
    headers: { 'user-agent': 'fivesec-trace', accept: '*/*' },
  };
  try {
    return url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The error's message and code in one line. If Node tried several addresses, its error has only a code. */
function explain(error: Error): string {
  const code = errorCode(error);
  const first =
    error instanceof AggregateError ? error.errors.find((inner) => inner instanceof Error) : undefined;
  const [message = ''] = (error.message || (first?.message ?? '')).split('\n');
  const reason = message.includes(code) ? message : `${message} (${code})`.trim();
  return reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
}
