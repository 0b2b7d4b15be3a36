/** What a rule is: one argument for a cause, in code and in prose. */

import type { View } from './compare/view.ts';

export interface Finding {
  /** 0 to 1; 0 is no finding. */
  readonly confidence: number;
  /** Short facts with numbers, for people. */
  readonly facts: readonly string[];
}

export interface Rule {
  /** Unique among all rules; part of each verdict. */
  readonly id: string;
  /** Why what `when` looks for speaks for this cause and for no other. */
  readonly argument: string;
  /** `undefined` if the evidence does not speak for the cause. Pure. */
  readonly when: (view: View) => Finding | undefined;
}
