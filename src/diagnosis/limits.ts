/** Limits a rule's confidence by the patterns that its cause predicts: every arm can refute them. */

import { misfitsInWords } from '../compare/view/pattern-words.ts';
import type { View } from '../compare/view/view.ts';
import type { Finding, Rule } from '../rules/rule.ts';
import { POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';

/** A rule's finding, with the confidence that the lost queries allow, and the losses that it does not explain. */
export function limited({ predicts }: Rule, finding: Finding, view: View): Finding {
  const losses = view.losses();
  if (predicts.length === 0 || losses.lostPairs === 0) return finding;
  const support = losses.supportOf(...predicts);
  if (support === undefined) return { ...finding, confidence: Math.min(UNLIKELY, finding.confidence) };
  const confidence = Math.min(finding.confidence, support.confidence);
  if (support.misfits.length === 0) return { ...finding, confidence };
  return {
    ...finding,
    confidence: Math.min(POSSIBLE, confidence),
    facts: [...finding.facts, `this cause does not explain: ${misfitsInWords(support.misfits)}`],
  };
}
