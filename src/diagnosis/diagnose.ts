/** From evidence to verdicts, surest first. Pure. A healthy path has none. */

import type { Cause } from '../domain/cause.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Verdict } from '../domain/verdict.ts';
import { POSSIBLE } from '../statistics/confidence.ts';
import { add } from '../statistics/tests.ts';
import { failedPairs } from './compare/rates.ts';
import type { View } from './compare/view.ts';
import { viewOf } from './compare/view.ts';
import { remedies } from './remedies.ts';
import { somethingStalls } from './rules/clash.ts';
import { RULES } from './rules.ts';
import { formatDuration, joined, outOf } from './wording.ts';

/** Rules and routes are still being set up: the first minutes of a node's life are not judged. */
const YOUNG_MS = 180_000;

/** Causes that harm nobody: to name one does not answer why something stalls. */
const HARMLESS: readonly Cause[] = ['clash-repaired'];

export function diagnose(evidence: Evidence): readonly Verdict[] {
  const sight = viewOf(evidence);
  const age = evidence.context.nodeAgeMs;
  if (age !== undefined && age < YOUNG_MS)
    return somethingStalls(sight) ? [unnamed(sight, 0, [`the node is only ${formatDuration(age)} old`])] : [];
  const found = surestOfEach(RULES.flatMap((rule) => apply(rule, sight)));
  const best = Math.max(
    0,
    ...found.filter(({ cause }) => !HARMLESS.includes(cause)).map(({ confidence }) => confidence),
  );
  if (best < POSSIBLE && somethingStalls(sight)) found.push(unnamed(sight, best, unread(evidence)));
  return found.sort((one, other) => other.confidence - one.confidence);
}

function apply(rule: (typeof RULES)[number], sight: View): Verdict[] {
  const finding = rule.when(sight);
  if (finding === undefined || finding.confidence <= 0) return [];
  const { confidence, facts } = finding;
  return [
    { cause: rule.cause, confidence, rule: rule.id, facts, remedies: remedies(rule.cause, sight.evidence) },
  ];
}

/** Two rules may come to one cause: the surer one speaks. */
function surestOfEach(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter((verdict, index) =>
    verdicts.every(
      (other, place) =>
        other.cause !== verdict.cause ||
        other.confidence < verdict.confidence ||
        (other.confidence === verdict.confidence && place >= index),
    ),
  );
}

/** `best` is the confidence of the best guess: the better it is, the less there is to say here. */
function unnamed(sight: View, best: number, why: readonly string[]): Verdict {
  const { arms, lookups, windowMs } = sight.evidence;
  const pairs = add(failedPairs(arms));
  return {
    cause: 'not-enough-evidence',
    confidence: 1 - best,
    rule: 'nothing-else-is-shown',
    facts: [
      `in ${formatDuration(windowMs)} pairs failed: ${outOf(pairs)}`,
      `lookups of a resolver's timeout or longer: ${lookups.slow} of ${lookups.lookups}`,
      ...why,
    ],
    remedies: remedies('not-enough-evidence', sight.evidence),
  };
}

function unread({ node, context }: Evidence): string[] {
  const absentees = [
    ...(node.conntrack.kind === 'absent' ? [`conntrack statistics (${node.conntrack.detail})`] : []),
    ...(node.softnet.kind === 'absent' ? [`softnet_stat (${node.softnet.detail})`] : []),
    ...(context.endpoints.length === 0 ? ["the DNS pods' addresses"] : []),
  ];
  return absentees.length === 0 ? [] : [`not known: ${joined(absentees)}`];
}
