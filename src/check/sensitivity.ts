/** How large a loss could this check have missed? A check with few trials and no loss must not report that DNS is healthy. */

import { strategyTable } from '../diagnosis/strategy-table.ts';
import type { Evidence } from '../domain/evidence.ts';
import { TOGETHER } from '../domain/strategy.ts';
import { wilson } from '../statistics/tests.ts';

/** The loss that a check must be able to see: a race or a dead pod that stalls a tenth of all lookups. */
const TOO_MUCH = 0.1;

export interface Sensitivity {
  /** Pairs via the VIP as applications send them, both queries at once: every fault on the path can affect these. */
  readonly pairs: number;
  /** The proportion of such pairs that may be lost although none was seen: the upper end of the 95 % interval (Wilson), 0 to 1. */
  readonly unseenLoss: number;
  /** May the result be "healthy" if nothing was found? */
  readonly isEnough: boolean;
}

/** By the pairs of `pair` and `race` via the VIP. Without any pair, all of the loss may be unseen: 1. */
export function sensitivity(evidence: Pick<Evidence, 'arms'>): Sensitivity {
  const together = strategyTable(evidence).filter(({ strategy }) => TOGETHER.includes(strategy));
  const pairs = together.reduce((sum, row) => sum + row.pairs, 0);
  const lost = together.reduce((sum, row) => sum + row.lost, 0);
  const unseenLoss = wilson({ failures: lost, trials: pairs }).high;
  return { pairs, unseenLoss, isEnough: unseenLoss <= TOO_MUCH };
}
