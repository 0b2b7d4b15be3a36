/**
 * The agent's HTTP traces: requests the URLs of `trace.targets` in turn, as a loop around curl would, and counts how long each
 * phase took. They are measurements for people: no verdict is concluded from them.
 */

import type { Config } from '../config/schema.ts';
import type { HttpOutcome, HttpRequestEvent } from '../domain/http-request.ts';
import { starved } from '../domain/starvation.ts';
import type { Recorder } from '../metrics/recorder.ts';
import { assertNever } from '../platform/assert-never.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Resolve } from '../probe/probes.ts';
import type { Rig } from '../probe/rig.ts';
import type { Job } from '../schedule/scheduler.ts';
import { phasesOf } from '../trace/phases.ts';
import { type TimedRequest, timedRequest } from '../trace/timed-request.ts';
import { hasSlowLookup } from '../trace/trace-lines.ts';
import { hostLookup } from './host-lookup.ts';

/** Longer than two timeouts of glibc. */
const DEADLINE_MS = 15_000;
/** What is read of an answer. */
const MOST_BODY_BYTES = 1_048_576;
/** A and AAAA, if the first name that is tried exists. */
const QUERIES_OF_A_LOOKUP = 2;

type TraceConfig = Pick<Config, 'trace' | 'profiles'>;

export interface TracePorts {
  readonly clock: Clock;
  readonly log: Pick<Log, 'debug' | 'warn'>;
  readonly signal: AbortSignal;
  readonly resolve: Resolve;
  /** Watches the event loop closely until the request has ended. */
  readonly during: Rig['during'];
  readonly recorder: Pick<Recorder, 'recordHttpRequest' | 'recordStarvedTrace'>;
  /** Called with each request that has ended. */
  readonly ended: (request: HttpRequestEvent) => void;
}

export interface AgentTraces {
  /** One job for all URLs, so that their requests are spread over the interval; none without URLs. */
  readonly jobs: readonly Job<'trace'>[];
  /** The event loop was so late at its last heartbeat, in milliseconds. */
  readonly lag: (lagMs: number) => void;
}

export function agentTraces({ trace, profiles }: TraceConfig, ports: TracePorts): AgentTraces {
  const { targets, interval } = trace;
  const [profile = 'glibc'] = profiles;
  const underWay = new Set<{ starvedMs: number }>();
  let made = 0;

  const run = async (): Promise<number> => {
    const target = targets[made % targets.length] ?? '';
    made += 1;
    const host = hostLookup(ports.resolve, profile);
    const watched = { starvedMs: 0 };
    underWay.add(watched);
    const limits = { timeoutMs: DEADLINE_MS, maxBodyBytes: MOST_BODY_BYTES };
    const request = await ports.during(() =>
      timedRequest(new URL(target), { ...ports, ...limits, lookup: host.lookup }),
    );
    underWay.delete(watched);
    record(target, request, watched.starvedMs, ports);
    return host.queries();
  };

  const job: Job<'trace'> = {
    name: 'trace',
    intervalMs: spacingMs(interval, targets.length),
    cost: QUERIES_OF_A_LOOKUP,
    maxInFlight: targets.length,
    run,
  };
  return {
    jobs: targets.length === 0 ? [] : [job],
    lag(lagMs) {
      for (const request of underWay) request.starvedMs = Math.max(request.starvedMs, lagMs);
    },
  };
}

/** The time between two requests, if each of `targets` URLs is requested once in `intervalMs`. */
function spacingMs(intervalMs: number, targets: number): number {
  return intervalMs / Math.max(1, targets);
}

function record(
  target: string,
  request: TimedRequest,
  starvedMs: number,
  { recorder, log, clock, ended }: TracePorts,
): void {
  const outcome = outcomeOf(request);
  if (outcome === undefined) return;
  const isStarved = starved({ durationMs: request.totalMs, starvedMs });
  const counted = { target, outcome, phases: isStarved ? {} : phasesOf(request) };
  const slowLookup = !isStarved && hasSlowLookup(request);
  recorder.recordHttpRequest(counted);
  ended({ ...counted, endedAt: clock.wall(), detail: detailOf(request, isStarved), slowLookup });
  if (isStarved) recorder.recordStarvedTrace();
  else if (slowLookup)
    log.warn({ target, ...request }, 'an HTTP request waited a second or longer for its lookup');
  else if (request.kind === 'failed') log.debug({ target, ...request }, 'an HTTP request failed');
}

function detailOf(request: TimedRequest, isStarved: boolean): string {
  if (isStarved) return 'the agent got too little CPU, so its times say nothing';
  switch (request.kind) {
    case 'done':
      return `status ${request.status}`;
    case 'failed':
      return request.reason;
    case 'interrupted':
      return 'interrupted';
    default:
      return assertNever(request);
  }
}

/** `undefined` for a request that the end of the agent interrupted. */
function outcomeOf(request: TimedRequest): HttpOutcome | undefined {
  switch (request.kind) {
    case 'done':
      return request.status < 400 ? 'answered' : 'error-status';
    case 'failed':
      return `${request.stage}-failed`;
    case 'interrupted':
      return undefined;
    default:
      return assertNever(request);
  }
}
