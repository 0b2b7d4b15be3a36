/** What a check found out: the one value that the report and the JSON are made from. */

import { harmOf } from '../domain/cause.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import type { NodeSnapshot } from '../domain/node.ts';
import type { Server } from '../domain/server.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Judgement } from '../window/judgement.ts';
import type { NetworkErrors } from './network-errors.ts';

export interface Findings {
  readonly judgement: Judgement;
  readonly lookups: readonly LookupOutcome[];
  readonly refusals: readonly NetworkErrors[];
  readonly node: NodeSnapshot;
  readonly nodeName: string;
  readonly nameservers: readonly Server[];
  readonly endpoints: readonly Server[];
  readonly nodeLocal: Server | undefined;
  readonly names: readonly string[];
  readonly maxQps: number;
  /** Wall clock, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** How long it asked; the rest was waiting for what was still unanswered. */
  readonly askedMs: number;
  /** Somebody ended the check before its time. */
  readonly interrupted: boolean;
}

/** Does a verdict say that something is wrong with DNS here? fivesec's own lack of CPU says nothing about DNS. */
export function isAlarming({ cause }: Pick<Verdict, 'cause'>): boolean {
  const harm = harmOf(cause);
  return harm === 'fault' || harm === 'unnamed';
}
