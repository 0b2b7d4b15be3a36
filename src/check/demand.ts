/** Fails a check that measured nothing. Such a check must not report that DNS is healthy. */

import type { LookupOutcome } from '../domain/lookup.ts';
import type { PairOutcome } from '../domain/pair.ts';
import { formatServer } from '../domain/server.ts';
import { Failure } from '../platform/failure.ts';
import { codeInWords, nothingLeft } from './query-errors.ts';

export interface Measurements {
  readonly pairs: readonly PairOutcome[];
  readonly lookups: readonly LookupOutcome[];
  readonly durationMs: number;
  readonly config: { readonly maxQps: number };
  readonly ports: { readonly signal: AbortSignal };
}

/** Throws a `Failure` if no query could be sent, or if none was due before the end and the check was not interrupted. */
export function demandMeasurements({ pairs, lookups, durationMs, config, ports }: Measurements): void {
  const stuck = nothingLeft(pairs);
  if (stuck !== undefined) {
    const { server, code } = stuck;
    throw new Failure(
      'cannot-run',
      `no nameserver can be used: sending to ${formatServer(server)} fails with ${codeInWords(code)}`,
    );
  }
  if (pairs.length + lookups.length > 0 || ports.signal.aborted) return;
  throw new Failure(
    'cannot-run',
    `nothing could be asked in ${durationMs / 1000} s with at most ${config.maxQps} queries a second (--duration, --max-qps)`,
  );
}
