/** A rule: one argument for a cause, as code and as text. */

import type { View } from '../compare/view/view.ts';
import type { PatternId } from '../patterns/pattern.ts';

export interface Finding {
  /** 0 to 1; 0 is no finding. */
  readonly confidence: number;
  /** Short facts with numbers, for people. */
  readonly facts: readonly string[];
  /** True if it explains little of what goes wrong on this node: then a verdict that is as sure comes before it. */
  readonly isMinor?: boolean;
}

export interface Rule {
  /** Unique among all rules; part of each verdict. */
  readonly id: string;
  /**
   * The patterns of loss that the cause makes by this argument. They limit the rule's confidence, and an arm that refutes them
   * limits it to 0.5. Empty if the argument does not rest on lost queries.
   */
  readonly predicts: readonly PatternId[];
  /** Why the evidence that `when` requires points to this cause and to no other. */
  readonly argument: string;
  /** `undefined` if the evidence does not point to the cause. Pure. */
  readonly when: (view: View) => Finding | undefined;
}
