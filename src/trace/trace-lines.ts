/** The line that `fivesec trace` prints for a request, as text or as JSON. Text has seconds, with curl's six digits. */

import type { HttpPhase } from '../domain/http-request.ts';
import { assertNever } from '../platform/assert-never.ts';
import type { Paint } from '../platform/paint.ts';
import type { TimedRequest } from './timed-request.ts';

/** A request that takes this long is slow. Healthy requests are faster, and every resolver timeout is longer. */
export const SLOW_REQUEST_MS = 1000;

const PLAIN: Paint = (_, text) => text;

/** Did the lookup take a second or longer? Such a request is what `--slow` shows. */
export function hasSlowLookup(request: TimedRequest): boolean {
  return request.kind !== 'interrupted' && request.lookupMs >= SLOW_REQUEST_MS;
}

/** `startedAt`: milliseconds since the epoch. */
export function traceLine(startedAt: number, request: TimedRequest, paint: Paint = PLAIN): string {
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
        ...(request.totalMs >= SLOW_REQUEST_MS ? [paint('red', 'SLOW')] : []),
      ].join('  ');
    case 'failed':
      return `${time}  lookup=${seconds(request.lookupMs)}  total=${seconds(request.totalMs)}  ${paint('red', 'FAILED')} ${STAGES[request.stage]}: ${request.reason}`;
    case 'interrupted':
      return `${time}  interrupted after ${seconds(request.totalMs)} s`;
    default:
      return assertNever(request);
  }
}

const STAGES: Readonly<Record<HttpPhase, string>> = {
  lookup: 'in the lookup',
  connect: 'to connect',
  tls: 'in the TLS handshake',
  answer: 'before an answer',
  body: 'within the answer',
};

/** One request as one JSON object on one line (docs/trace.schema.json). Times in milliseconds. */
export function jsonLine(startedAt: number, url: string, request: TimedRequest): string {
  const times = Object.entries(request).map(([key, value]) => [
    key,
    typeof value === 'number' && key.endsWith('Ms') ? Number(value.toFixed(3)) : value,
  ]);
  const slow = request.kind !== 'interrupted' && request.totalMs >= SLOW_REQUEST_MS;
  return JSON.stringify({
    startedAt: new Date(startedAt).toISOString(),
    url,
    ...Object.fromEntries(times),
    slow,
    slowLookup: hasSlowLookup(request),
  });
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6);
}
