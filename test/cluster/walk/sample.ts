/** One agent at one time: its verdicts, its slow lookups by cause, and its report. */

import { z } from 'zod';
import { CAUSE_IDS, type Cause, harmOf } from '../../../src/domain/cause.ts';
import { POSSIBLE } from '../../../src/statistics/confidence.ts';

export interface Sample {
  /** Seconds since the walk began. */
  readonly atS: number;
  /** Surest first. Undefined if the agent did not answer. */
  readonly verdicts: readonly Claim[] | undefined;
  /** `fivesec_slow_lookups_total` by cause, without zeros. */
  readonly slow: Partial<Readonly<Record<Cause, number>>>;
  /** The body of `/api/node`. */
  readonly node: unknown;
  /** The body of `/api/recent`, the agent's last probes, if a cause was possible. */
  readonly recent?: unknown;
}

const causeSchema = z.enum(CAUSE_IDS as [Cause, ...Cause[]]);
const claimsSchema = z.array(
  z.looseObject({
    cause: causeSchema,
    confidence: z.number(),
    rule: z.string(),
    facts: z.array(z.string()),
  }),
);
export type Claim = z.infer<typeof claimsSchema>[number];

export const PATHS = ['/api/verdicts', '/api/node', '/metrics', '/api/recent'];
const isWorthKeeping = ({ cause, confidence }: Claim) => confidence >= POSSIBLE && harmOf(cause) === 'fault';

const SLOW = /^fivesec_slow_lookups_total\{(.*)\} (\d+)$/gm;

/** What an agent answered for `PATHS`, `atS` seconds after the beginning of the walk. */
export function sampleIn(texts: readonly string[] | undefined, atS: number): Sample {
  const [verdicts, node, metrics, recent] = texts ?? [];
  if (verdicts === undefined || node === undefined || metrics === undefined || recent === undefined)
    return { atS, verdicts: undefined, slow: {}, node: undefined };
  const claims = claimsSchema.parse(JSON.parse(verdicts));
  return {
    atS,
    verdicts: claims,
    slow: slowLookups(metrics),
    node: JSON.parse(node),
    ...(claims.some(isWorthKeeping) && { recent: JSON.parse(recent) }),
  };
}

/** The slow lookups of an exposition by cause, without zeros. */
export function slowLookups(exposition: string): Partial<Record<Cause, number>> {
  const sums: Partial<Record<Cause, number>> = {};
  for (const [, labels = '', value] of exposition.matchAll(SLOW)) {
    const { data: cause } = causeSchema.safeParse(/cause="([^"]+)"/.exec(labels)?.[1]);
    if (cause !== undefined && value !== '0') sums[cause] = (sums[cause] ?? 0) + Number(value);
  }
  return sums;
}
