/** One agent at one time: its verdicts, its slow lookups by cause, and its report. */

import { z } from 'zod';
import { CAUSE_IDS, type Cause } from '../../../src/domain/cause.ts';
import type { Cluster } from '../harness/cluster.ts';
import { type AgentPod, readAgent } from '../harness/release.ts';

export interface Sample {
  /** Seconds since the walk began. */
  readonly atS: number;
  /** Surest first. Undefined if the agent did not answer. */
  readonly verdicts: readonly Claim[] | undefined;
  /** `fivesec_slow_lookups_total` by cause, without zeros. */
  readonly slow: Partial<Readonly<Record<Cause, number>>>;
  /** The body of `/api/node`. */
  readonly node: unknown;
}

const causeSchema = z.enum(CAUSE_IDS as [Cause, ...Cause[]]);
const claimsSchema = z.array(
  z.object({ cause: causeSchema, confidence: z.number(), rule: z.string(), facts: z.array(z.string()) }),
);
export type Claim = z.infer<typeof claimsSchema>[number];

const SLOW = /^fivesec_slow_lookups_total\{(.*)\} (\d+)$/gm;

/** Reads the sample from `agent`, `atS` seconds after the beginning of the walk. */
export async function sampleOf(cluster: Cluster, agent: AgentPod, atS: number): Promise<Sample> {
  const texts = await readAgent(cluster, agent, ['/api/verdicts', '/api/node', '/metrics']);
  const [verdicts, node, metrics] = texts ?? [];
  if (verdicts === undefined || node === undefined || metrics === undefined)
    return { atS, verdicts: undefined, slow: {}, node: undefined };
  return {
    atS,
    verdicts: claimsSchema.parse(JSON.parse(verdicts)),
    slow: slowLookups(metrics),
    node: JSON.parse(node),
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
