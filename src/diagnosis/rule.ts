/** What a rule is: one argument for a cause, in code and in prose. */

import type { View } from './compare/view.ts';
import type { PatternId } from './patterns/pattern.ts';

export interface Finding {
  /** 0 to 1; 0 is no finding. */
  readonly confidence: number;
  /** Short facts with numbers, for people. */
  readonly facts: readonly string[];
}

export interface Rule {
  /** Unique among all rules; part of each verdict. */
  readonly id: string;
  /**
   * The patterns of loss that the cause makes, by this argument. Whatever the rule finds is no surer than these patterns are, and
   * a way to ask that refutes them keeps it at 0.5. Empty where the argument does not rest on lost queries.
   */
  readonly predicts: readonly PatternId[];
  /** Why what `when` looks for speaks for this cause and for no other. */
  readonly argument: string;
  /** `undefined` if the evidence does not speak for the cause. Pure. */
  readonly when: (view: View) => Finding | undefined;
}
