/** Reads the answer of an agent. Its text is untrusted: wrong types are refused, names are bounded and made printable. */

import * as z from 'zod';
import { RACE_WINDOWS } from '../domain/evidence.ts';
import {
  type DnsPodLoss,
  MOST_DNS_PODS,
  NODE_REPORT_SCHEMA,
  type NodeReport,
} from '../domain/node-report.ts';
import { plainText } from '../platform/plain-text.ts';

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
/** Parsed by hand. A large fleet has hundreds of thousands of these, and a schema would take ten times as long. */
const dnsPods = z.unknown().transform((raw, context): readonly DnsPodLoss[] => {
  const pods = Array.isArray(raw) && raw.length <= MOST_DNS_PODS ? raw.map(podOf) : [undefined];
  const wrong = pods.indexOf(undefined);
  if (wrong < 0) return pods.filter((pod) => pod !== undefined);
  const path = Array.isArray(raw) && raw.length <= MOST_DNS_PODS ? [wrong] : [];
  context.issues.push({ code: 'custom', message: 'no list of DNS pods', input: raw, path });
  return z.NEVER;
});

function podOf(raw: unknown): DnsPodLoss | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const address = 'address' in raw ? raw.address : undefined;
  const pairs = 'pairs' in raw ? raw.pairs : undefined;
  const lost = 'lost' in raw ? raw.lost : undefined;
  if (typeof address !== 'string' || address === '' || !isCount(pairs) || !isCount(lost)) return undefined;
  return lost > pairs ? undefined : { address: plainText(address, LONGEST_WORD), pairs, lost };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LARGEST_COUNT;
}

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
  dnsPods,
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
