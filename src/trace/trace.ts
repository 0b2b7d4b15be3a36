/**
 * `fivesec trace URL`: requests a URL repeatedly, as a loop around curl would. It shows which part of a slow request
 * was the lookup, as an application in this pod or on this host sees it.
 */

import type { LookupFunction } from 'node:net';
import { type Clock, sleep } from '../platform/clock.ts';
import { Failure } from '../platform/failure.ts';
import { type Paint, painter } from '../platform/paint.ts';
import { webAddress } from '../platform/web-address.ts';
import { type TimedRequest, timedRequest } from './timed-request.ts';
import { hasSlowLookup, jsonLine, traceLine } from './trace-lines.ts';
import { TraceTally } from './trace-tally.ts';

export interface TraceOptions {
  /** `http://` is put before it when it has no scheme, as curl does. */
  readonly url: string;
  /** The number of requests. By default the trace ends when `signal` is aborted. */
  readonly count?: number;
  /** Requests begin only within this time, in milliseconds, counted from the first. By default there is no such limit. */
  readonly limitMs?: number;
  /** From one request's start to the next one's; a longer request delays the next. */
  readonly intervalMs: number;
  /** How long a request may take; 30 s if not given, longer than a C library waits for two nameservers. */
  readonly timeoutMs?: number;
  /** Prints only requests whose lookup was slow. All are counted. */
  readonly slow?: boolean;
  /** Prints one JSON object for each request and nothing else: no heading, no summary. */
  readonly json?: boolean;
  /** Accepts any certificate. */
  readonly insecure?: boolean;
  /** Colours SLOW and FAILED. */
  readonly colour?: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called with one line at a time, without its end. */
  readonly write: (line: string) => void;
  /** node:dns `lookup`. Note that a getaddrinfo under way can't be cancelled and holds the process until it ends. */
  readonly lookup: LookupFunction;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Resolves with the exit code: 0 if a request was answered, also beside slow and failed ones; 1 if none was, as ping
 * does. Throws a `Failure` if `url` is invalid.
 */
export async function runTrace(options: TraceOptions): Promise<0 | 1> {
  const { clock, signal, lookup, intervalMs } = options;
  const { count = Number.POSITIVE_INFINITY, limitMs = Number.POSITIVE_INFINITY } = options;
  const url = webAddress(options.url);
  if (!url)
    throw new Failure(
      'config',
      `${JSON.stringify(options.url)} is no http or https URL, such as https://example.com/healthz`,
    );
  const print = printer(options, url);
  const { insecure = false, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const ports = { clock, lookup, signal, timeoutMs, insecure };
  print.begin();
  const tally = new TraceTally();
  const endMs = clock.now() + limitMs;
  for (let made = 0; made < count && !signal.aborted && clock.now() < endMs; made += 1) {
    const startMs = clock.now();
    const startedAt = clock.wall();
    const request = await timedRequest(url, ports);
    tally.add(request);
    print.request(startedAt, request);
    const restMs = startMs + intervalMs - clock.now();
    if (startMs + intervalMs >= endMs) break;
    if (restMs > 0 && made + 1 < count) await sleep(clock, restMs, signal);
  }
  print.end(tally);
  return tally.answered ? 0 : 1;
}

interface Printer {
  readonly begin: () => void;
  readonly request: (startedAt: number, request: TimedRequest) => void;
  readonly end: (tally: TraceTally) => void;
}

function printer({ write, slow, json, colour }: TraceOptions, url: URL): Printer {
  const paint: Paint = painter(colour === true);
  const place = `${url.origin}${url.pathname}`;
  const isShown = (request: TimedRequest) => slow !== true || hasSlowLookup(request);
  if (json === true)
    return {
      begin: () => {},
      request: (startedAt, request) => isShown(request) && write(jsonLine(startedAt, place, request)),
      end: () => {},
    };
  const only = slow === true ? ' Only those with a lookup of 1 s or longer are shown.' : '';
  return {
    begin: () =>
      write(`${place}: seconds since the start of each request, a fresh connection each time.${only}`),
    request: (startedAt, request) => isShown(request) && write(traceLine(startedAt, request, paint)),
    end(tally) {
      for (const line of [...tally.lookups(), ...tally.summary()]) write(line);
    },
  };
}
