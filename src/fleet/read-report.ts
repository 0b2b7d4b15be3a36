/** Reads the answer of an agent. Its text is untrusted: wrong types are refused, names are bounded and made printable. */

import { z } from 'zod';
import { RACE_WINDOWS } from '../domain/evidence.ts';
import { MOST_DNS_PODS, NODE_REPORT_SCHEMA, type NodeReport } from '../domain/node-report.ts';
import { plainText } from './plain-text.ts';

export type ReadReport =
  | { readonly kind: 'report'; readonly report: NodeReport }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A node's name is a DNS subdomain: 253 characters at most. */
const LONGEST_NAME = 253;
const LONGEST_WORD = 100;
const LARGEST_COUNT = 1e9;
const LONGEST_WINDOW_MS = 86_400_000;

const name = z
  .string()
  .min(1)
  .transform((text) => plainText(text, LONGEST_NAME));
const word = z
  .string()
  .min(1)
  .transform((text) => plainText(text, LONGEST_WORD));
const count = z.int().min(0).max(LARGEST_COUNT);

const verdict = z.object({ cause: word, confidence: z.number().min(0).max(1) });
const pod = z
  .object({ address: word, pairs: count, lost: count })
  .refine(({ pairs, lost }) => lost <= pairs, { path: ['lost'] });

/** Keys that this version does not know are ignored, so that a newer agent can be read. */
const reportSchema = z.object({
  schema: z.literal(NODE_REPORT_SCHEMA),
  node: name,
  version: word,
  ready: z.boolean(),
  zone: word.optional(),
  kernel: word.optional(),
  cpus: z.int().min(1).max(100_000).optional(),
  raceWindow: z.enum(RACE_WINDOWS),
  windowMs: z.number().min(0).max(LONGEST_WINDOW_MS),
  verdict: verdict.optional(),
  lookups: z
    .object({ made: count, slow: count, failed: count })
    .refine(({ made, slow, failed }) => Math.max(slow, failed) <= made),
  pairs: z.object({ sent: count, lost: count }).refine(({ sent, lost }) => lost <= sent),
  dnsPods: z.array(pod).max(MOST_DNS_PODS),
});

export function readReport(text: string): ReadReport {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', reason: 'its answer is not JSON' };
  }
  const { success, data, error } = reportSchema.safeParse(json);
  if (success) return { kind: 'report', report: withoutAbsent(data) };
  const place = error.issues[0]?.path.map(String).join('.') ?? '';
  const where = place === '' ? '' : ` at ${plainText(place, LONGEST_WORD)}`;
  return { kind: 'unreadable', reason: `its answer has a wrong or missing value${where}` };
}

/** Optional keys are left out, not `undefined`. */
function withoutAbsent(data: z.output<typeof reportSchema>): NodeReport {
  const { zone, kernel, cpus, verdict: surest, ...rest } = data;
  return {
    ...rest,
    ...(zone !== undefined && { zone }),
    ...(kernel !== undefined && { kernel }),
    ...(cpus !== undefined && { cpus }),
    ...(surest !== undefined && { verdict: surest }),
  };
}
