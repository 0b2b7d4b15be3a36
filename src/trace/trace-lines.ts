/** The lines that `fivesec trace` prints: one for each request, and a summary. Times in seconds, with curl's six digits. */

import { assertNever } from '../platform/assert-never.ts';
import type { RequestStage, TimedRequest } from './timed-request.ts';

/** A request that takes this long is slow. Healthy requests are faster, and every resolver timeout is longer. */
export const SLOW_REQUEST_MS = 1000;

/** `startedAt`: milliseconds since the epoch. */
export function traceLine(startedAt: number, request: TimedRequest): string {
  const time = new Date(startedAt).toISOString().slice(11, 23);
  switch (request.kind) {
    case 'done':
      return [
        time,
        `lookup=${seconds(request.lookupMs)}`,
        `connect=${seconds(request.connectMs)}`,
        `appconnect=${seconds(request.appconnectMs)}`,
        `pretransfer=${seconds(request.pretransferMs)}`,
        `starttransfer=${seconds(request.starttransferMs)}`,
        `total=${seconds(request.totalMs)}`,
        `status=${request.status}`,
        ...(request.totalMs >= SLOW_REQUEST_MS ? ['SLOW'] : []),
      ].join('  ');
    case 'failed':
      return `${time}  lookup=${seconds(request.lookupMs)}  total=${seconds(request.totalMs)}  FAILED ${STAGES[request.stage]}: ${request.reason}`;
    case 'interrupted':
      return `${time}  interrupted after ${seconds(request.totalMs)} s`;
    default:
      return assertNever(request);
  }
}

const STAGES: Readonly<Record<RequestStage, string>> = {
  lookup: 'in the lookup',
  connect: 'to connect',
  tls: 'in the TLS handshake',
  answer: 'before an answer',
  body: 'within the answer',
};

/** Adds requests up without keeping them, because a trace may run for days. */
export class TraceTally {
  #requests = 0;
  #failed = 0;
  #slow = 0;
  #slowMs = 0;
  #slowLookupMs = 0;

  /** An interrupted request says nothing about the server and is not counted. */
  add(request: TimedRequest): void {
    if (request.kind === 'interrupted') return;
    this.#requests += 1;
    if (request.kind === 'failed') this.#failed += 1;
    if (request.totalMs < SLOW_REQUEST_MS) return;
    this.#slow += 1;
    this.#slowMs += request.totalMs;
    this.#slowLookupMs += request.lookupMs;
  }

  /** Was any request answered, with whatever status? */
  get answered(): boolean {
    return this.#requests > this.#failed;
  }

  summary(): readonly string[] {
    const noun = this.#requests === 1 ? 'request' : 'requests';
    const counts = `${this.#requests} ${noun}: ${this.#slow} slow (1 s or longer), ${this.#failed} failed.`;
    if (this.#slow === 0) return [counts];
    const share = (100 * this.#slowLookupMs) / this.#slowMs;
    const took = `The slow ones took ${rounded(this.#slowMs)} s together, ${rounded(this.#slowLookupMs)} s of it in the lookup (${share.toFixed(1)} %).`;
    return [counts, took];
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6);
}

function rounded(ms: number): string {
  return (ms / 1000).toFixed(2);
}
