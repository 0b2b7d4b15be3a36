/** Turns evidence into verdicts, the one to read first at the front. Pure. A healthy path has none. */

import { ALL_CAUSES } from '../causes/all-causes.ts';
import type { CauseDefinition } from '../causes/cause-definition.ts';
import { failedPairs } from '../compare/counts/proportions.ts';
import { formatDuration, joined, outOf } from '../compare/counts/wording.ts';
import { isSmallPart } from '../compare/harm.ts';
import { onlyStrays, somethingStalls } from '../compare/slowness/stalls.ts';
import { type View, viewOf } from '../compare/view/view.ts';
import { netfilterFacts } from '../compare/vip/netfilter-path.ts';
import { harmOf } from '../domain/cause.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Verdict } from '../domain/verdict.ts';
import { POSSIBLE } from '../statistics/confidence.ts';
import { add } from '../statistics/tests.ts';
import { limited } from './limits.ts';
import { inOrder, type Part } from './order.ts';
import { remedies } from './remedies.ts';
import { unnamedErrors, unnamedLosses } from './unnamed-losses.ts';

/** fivesec names no cause in the first minutes after a node has booted: its rules and routes may still change. */
const YOUNG_MS = 180_000;

/**
 * `view`: the view of this evidence, if the caller already has one. `causes`: all, except in bench/worlds.ts, which measures
 * the rules and leaves one out.
 */
export function diagnose(
  evidence: Evidence,
  view: View = viewOf(evidence),
  causes: readonly CauseDefinition[] = ALL_CAUSES,
): readonly Verdict[] {
  const age = evidence.context.nodeAgeMs;
  if (age !== undefined && age < YOUNG_MS)
    return somethingStalls(view) ? [unnamed(view, 0, [tooYoung(age)])] : [];
  const applied = causes.flatMap((definition) => applyRules(definition, view, evidence));
  const parts = new Map(applied.map(({ verdict, part }) => [verdict, part]));
  const all = surestOfEach(applied.map(({ verdict }) => verdict));
  const isNamed = all.some(
    (verdict) =>
      harmOf(verdict.cause) === 'fault' && verdict.confidence > POSSIBLE && parts.get(verdict) !== 'beside',
  );
  // `something-else` is reported only if no cause is found, or only causes beside the losses.
  const found = isNamed ? all.filter(({ cause }) => cause !== 'something-else') : all;
  // A harmless cause does not explain why something stalls. fivesec's own starvation does.
  const explaining = found.filter(({ cause }) => harmOf(cause) !== 'harmless');
  const best = Math.max(0, ...explaining.map(({ confidence }) => confidence));
  const isHealthy = !somethingStalls(view) || (best === 0 && onlyStrays(view));
  if (best < POSSIBLE && !isHealthy)
    found.push(unnamed(view, best, [...unnamedErrors(view), ...unnamedLosses(view), ...unread(evidence)]));
  return inOrder(found, parts);
}

function tooYoung(ageMs: number): string {
  const [age, limit, left] = [ageMs, YOUNG_MS, YOUNG_MS - ageMs].map(formatDuration);
  return `the node has been up for only ${age}, and its rules and routes may still change. fivesec names no cause before ${limit}: wait ${left} and measure again`;
}

interface Applied {
  readonly verdict: Verdict;
  readonly part: Part;
}

/** `measured`: the evidence with all that was measured. That of the view leaves out what no rule counts as lost, and a remedy may break. */
function applyRules(definition: CauseDefinition, view: View, measured: Evidence): Applied[] {
  const { cause, rules, spoils } = definition;
  const isSmall = spoils !== undefined && isSmallPart(view, spoils);
  return rules.flatMap((rule) => {
    const found = rule.when(view);
    if (found === undefined) return [];
    const { confidence, facts, isMinor = false } = limited(rule, found, view);
    if (confidence <= 0) return [];
    const remediesHere = remedies(cause, measured, rule.id);
    const verdict = { cause, confidence, rule: rule.id, facts, remedies: remediesHere };
    return [{ verdict, part: partOf(definition, isMinor || isSmall) }];
  });
}

function partOf({ spoils, isBesideLosses }: CauseDefinition, isMinor: boolean): Part {
  if (isMinor) return isBesideLosses === true ? 'beside' : 'minor';
  return spoils === 'queries' ? 'main' : 'unknown';
}

/** Of two rules that find the same cause, only the one with the higher confidence counts. */
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

/** `best`: the confidence of the best verdict, 0 to 1. */
function unnamed(view: View, best: number, why: readonly string[]): Verdict {
  const { arms, lookups, windowMs } = view.evidence;
  const pairs = add(failedPairs(arms));
  return {
    cause: 'not-enough-evidence',
    confidence: 1 - best,
    rule: 'nothing-else-is-shown',
    facts: [
      `pairs that failed in ${formatDuration(windowMs)}: ${outOf(pairs)}`,
      `lookups that took a resolver's timeout or longer: ${lookups.slow} of ${lookups.lookups}`,
      ...why,
    ],
    remedies: remedies('not-enough-evidence', view.evidence),
  };
}

function unread(evidence: Evidence): string[] {
  const { node, context } = evidence;
  const { conntrack, softnet } = node;
  const withReason = [
    ...(conntrack.kind === 'absent' ? [{ name: 'conntrack statistics', reason: conntrack.detail }] : []),
    ...(softnet.kind === 'absent' ? [{ name: 'softnet_stat', reason: softnet.detail }] : []),
  ];
  const reasons = [...new Set(withReason.map(({ reason }) => reason))];
  const namesOf = (wanted: string) =>
    withReason.flatMap(({ name, reason }) => (reason === wanted ? [name] : []));
  const absentees = [
    ...reasons.map((reason) => `${namesOf(reason).join(' and ')} (${reason})`),
    ...(context.endpoints.length === 0 ? ["the DNS pods' addresses"] : []),
  ];
  return [
    ...(absentees.length === 0 ? [] : [`not known: ${joined(absentees)}`]),
    ...netfilterFacts(evidence),
  ];
}
