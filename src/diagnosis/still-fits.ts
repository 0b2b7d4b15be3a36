/** Does what went wrong still fit a cause that was named before, although it is too little now to name it? */

import { CAUSE_DEFINITIONS } from '../causes/all-causes.ts';
import { viewOf } from '../compare/view/view.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Rule } from '../rules/rule.ts';
import { POSSIBLE } from '../statistics/confidence.ts';

/**
 * Losses do if the patterns of the rule that named it are the best explanation or nearly so, and no arm refutes them. A rule that predicts
 * no losses is asked again: the cause must be possible.
 */
export function stillFits(verdict: Pick<Verdict, 'cause' | 'rule'>, evidence: Evidence): boolean {
  const rule = ruleOf(verdict);
  const view = viewOf(evidence);
  if (rule === undefined) return false;
  const { predicts } = rule;
  if (predicts.length === 0) return (rule.when(view)?.confidence ?? 0) >= POSSIBLE;
  const losses = view.losses();
  if (losses.lostPairs === 0) return false;
  const support = losses.supportOf(...predicts);
  return support !== undefined && support.misfits.length === 0 && support.confidence >= POSSIBLE;
}

/** A cause with a smaller probability, of all that explain these losses, is refuted. */
const REFUTED = 0.05;
/** Fewer lost pairs refute nothing: they may all be of one kind by chance. */
const FEWEST = 5;

/** Do these losses refute a cause that was named before? False where they are few, and for a rule that predicts no losses. */
export function isRefuted(verdict: Pick<Verdict, 'cause' | 'rule'>, evidence: Evidence): boolean {
  const predicts = predicted(verdict);
  const losses = viewOf(evidence).losses();
  if (predicts.length === 0 || losses.lostPairs < FEWEST) return false;
  const support = losses.supportOf(...predicts);
  if (support === undefined || support.misfits.length > 0) return true;
  // A few losses may be strays. That refutes nothing.
  const strays = losses.supportOf('nothing-lost')?.posterior ?? 0;
  return support.posterior < REFUTED * (1 - strays);
}

/** Does the rule that named the cause predict lost queries? */
export function restsOnLosses(verdict: Pick<Verdict, 'cause' | 'rule'>): boolean {
  return predicted(verdict).length > 0;
}

function predicted(verdict: Pick<Verdict, 'cause' | 'rule'>): Rule['predicts'] {
  return ruleOf(verdict)?.predicts ?? [];
}

/** The rule that named it; `undefined` for a verdict that no rule gave. */
function ruleOf({ cause, rule }: Pick<Verdict, 'cause' | 'rule'>): Rule | undefined {
  return CAUSE_DEFINITIONS[cause].rules.find(({ id }) => id === rule);
}
