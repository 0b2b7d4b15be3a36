/** One HTTP request over a fresh connection, and when each of its steps was done. Redirects are not followed. */

import type { IncomingMessage } from 'node:http';
import type { HttpPhase } from '../domain/http-request.ts';
import type { Clock } from '../platform/clock.ts';
import { explain, type OpenOptions, openRequest } from './open-request.ts';
import { RequestSteps, type RequestTimes } from './request-steps.ts';

export type TimedRequest =
  | ({ readonly kind: 'done'; readonly status: number } & RequestTimes)
  | {
      readonly kind: 'failed';
      /** The phase that it was in when it failed. */
      readonly stage: HttpPhase;
      /** One line, for people. */
      readonly reason: string;
      /** What the lookup took of `totalMs`: all of it if it never ended. */
      readonly lookupMs: number;
      readonly totalMs: number;
    }
  | { readonly kind: 'interrupted'; readonly totalMs: number };

/** `lookup`: node:dns `lookup`, which is the C library's getaddrinfo, as applications use it. */
export interface RequestPorts extends OpenOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** The request counts as complete after so many bytes of the answer's body. Without it, all of the body is read. */
  readonly maxBodyBytes?: number;
  readonly signal: AbortSignal;
}

/** Never rejects: what the network does is a result. */
export function timedRequest(url: URL, ports: RequestPorts): Promise<TimedRequest> {
  const { clock, signal, timeoutMs, maxBodyBytes = Number.POSITIVE_INFINITY } = ports;
  const steps = new RequestSteps(clock);
  return new Promise((resolve) => {
    const request = openRequest(url, { ...ports, lookup: steps.timed(ports.lookup) });
    if (request instanceof Error) {
      resolve({ kind: 'failed', stage: steps.stage, reason: explain(request), lookupMs: 0, totalMs: 0 });
      return;
    }
    const finish = (result: TimedRequest): void => {
      cancel();
      signal.removeEventListener('abort', interrupt);
      request.destroy();
      resolve(result);
    };
    const fail = (reason: string): void => {
      const { stage, lookupMs, elapsedMs } = steps;
      finish({ kind: 'failed', stage, reason, lookupMs, totalMs: elapsedMs });
    };
    const interrupt = (): void => finish({ kind: 'interrupted', totalMs: steps.elapsedMs });
    const cancel = clock.after(timeoutMs, () => fail(`no end after ${timeoutMs / 1000} s`));
    signal.addEventListener('abort', interrupt, { once: true });

    steps.watch(request, url.protocol === 'https:');
    request.on('error', (error) => fail(explain(error)));
    request.on('response', (response: IncomingMessage) => {
      response.on('error', (error) => fail(explain(error)));
      const done = () => finish({ kind: 'done', status: response.statusCode ?? 0, ...steps.times() });
      response.on('end', done);
      let leftBytes = maxBodyBytes;
      response.on('data', (chunk: Buffer) => {
        leftBytes -= chunk.length;
        if (leftBytes <= 0) done();
      });
    });
    request.end();
    // The signal may have been aborted before this listener was added.
    if (signal.aborted) interrupt();
  });
}
