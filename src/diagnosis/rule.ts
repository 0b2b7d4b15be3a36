/** What a rule is: one argument, in code and in prose. */

import type { Cause } from '../domain/cause.ts';
import type { View } from './compare/view.ts';

export interface Finding {
  /** 0 to 1; 0 is no finding. */
  readonly confidence: number;
  readonly facts: readonly string[];
}

export interface Rule {
  readonly id: string;
  readonly cause: Cause;
  /** Why what `when` looks for speaks for this cause and for no other. */
  readonly argument: string;
  readonly when: (sight: View) => Finding | undefined;
}
