/** Applies one rule, or all, to evidence made by hand. */

import { CAUSE_DEFINITIONS } from '../../src/causes/all-causes.ts';
import { viewOf } from '../../src/compare/view/view.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Cause } from '../../src/domain/cause.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { Finding, Rule } from '../../src/rules/rule.ts';

/** The cause's only rule, or the one with this id. */
export function ruleOf(cause: Cause, id?: string): Rule {
  const [rule, ...others] = CAUSE_DEFINITIONS[cause].rules.filter((one) => id === undefined || one.id === id);
  if (rule === undefined || others.length > 0)
    throw new Error(`${cause} has not exactly one rule ${id ?? ''}`);
  return rule;
}

export function apply(rule: Rule, evidence: Evidence): Finding | undefined {
  return rule.when(viewOf(evidence));
}

/** How sure the rule is; 0 if it found nothing. */
export function confidence(rule: Rule, evidence: Evidence): number {
  return apply(rule, evidence)?.confidence ?? 0;
}

/** The causes that are named with more than an even chance. */
export function named(evidence: Evidence): string[] {
  return diagnose(evidence).flatMap(({ cause, confidence: sure }) => (sure > 0.5 ? [cause] : []));
}
