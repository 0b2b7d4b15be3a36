/** The findings of a check: the one value from which the report and the JSON are made. */

import type { LookupOutcome } from '../domain/lookup.ts';
import type { NodeSnapshot } from '../domain/node.ts';
import type { PairOutcome } from '../domain/pair.ts';
import type { Server } from '../domain/server.ts';
import type { Judgement } from '../window/claims/judgement.ts';
import { isLost } from './deadlines.ts';
import type { AllQueryErrors } from './query-errors.ts';

export interface Findings extends AllQueryErrors {
  readonly judgement: Judgement;
  readonly lookups: readonly LookupOutcome[];
  readonly node: NodeSnapshot;
  readonly nodeName: string;
  readonly nameservers: readonly Server[];
  readonly endpoints: readonly Server[];
  /** The Service whose addresses are the DNS pods; undefined if none is configured. */
  readonly endpointsName: string | undefined;
  readonly nodeLocal: Server | undefined;
  readonly names: readonly string[];
  readonly maxQps: number;
  /** Wall clock, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** The time in which it sent queries. In the rest it waited for answers. */
  readonly askedMs: number;
  /** True if a signal ended the check early. */
  readonly interrupted: boolean;
}

/** An intermittent fault shows its first loss early. A fault that begins later is also judged by the time since then alone. */
const EARLY_MS = 3_000;
/** The first loss belongs to that time, and the pair before it does not: pairs follow each other within some milliseconds. */
const LEAD_MS = 1;

/** When a fault began in the middle of the check; undefined if it did not. Wall clock, milliseconds. */
export function troubleBegan(startedAt: number, pairs: readonly PairOutcome[]): number | undefined {
  const first = Math.min(...pairs.filter(isLost).map((pair) => pair.startedAt));
  return Number.isFinite(first) && first > startedAt + EARLY_MS ? first - LEAD_MS : undefined;
}
