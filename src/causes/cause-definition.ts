/** What the diagnosis knows about one cause. Each cause has one file in `causes/` that exports one such value. */

import type { CounterOf } from '../compare/counts/counters.ts';
import type { Spoils } from '../compare/harm.ts';
import type { Cause } from '../domain/cause.ts';
import type { ArmTally } from '../domain/evidence.ts';
import type { Strategy } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';

/** A change that helps against a cause, as fivesec suggests it before it has measured anything. */
export interface Cure {
  /** What to change: a sentence without its full stop. */
  readonly change: string;
  /** The ids of the rules whose argument this change fits. Without it, the change fits every rule of the cause. */
  readonly onlyFor?: readonly string[];
  /** Does the change fit what was measured? Without it, it always does. */
  readonly onlyIf?: (arms: readonly ArmTally[]) => boolean;
  /** The strategy that stands for the change. Its measured loss here shows whether the change helps. */
  readonly shownBy?: Strategy;
  /**
   * The option of resolv.conf that the webhook adds to every new pod. It changes pods whose owners did not ask for it. So fivesec
   * suggests such a change only if it measured it here, and suggests injection only if the change clearly helps.
   */
  readonly injects?: string;
}

export interface CauseDefinition<C extends Cause = Cause> {
  readonly cause: C;
  /** The arguments for this cause; each one suffices. Empty for a cause that no rule finds. */
  readonly rules: readonly Rule[];
  /** What it spoils. Left out if its rules say how many queries it spoils, or if nothing that it spoils is a query. */
  readonly spoils?: Spoils;
  /** True if what it spoils shows by itself, and no cause of lost queries on the path to the DNS pods explains it. */
  readonly isBesideLosses?: true;
  /** What to change, in order of preference. At least one. */
  readonly remedies: readonly Cure[];
  /**
   * The strategies that distinguish this cause from the others, the most discriminating first: its own and its controls. Empty if
   * more pairs would show nothing new.
   */
  readonly askNext: readonly Strategy[];
  /** The node's counter that rises with each packet that this fault drops, of any pod. Left out if there is none. */
  readonly counter?: CounterOf;
}
