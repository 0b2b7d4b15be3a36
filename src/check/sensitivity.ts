/** How much could be lost here without this check having seen any of it? Nothing seen in few trials must not pass for health. */

import { strategyTable } from '../diagnosis/strategy-table.ts';
import type { Evidence } from '../domain/evidence.ts';
import { wilson } from '../statistics/tests.ts';

/** A race or a dead pod that stalls a tenth of all lookups is what people run a check for. */
const TOO_MUCH = 0.1;

export interface Sensitivity {
  /** Pairs by the VIP as applications send them, both queries at once: those that every fault on the way can take. */
  readonly pairs: number;
  /** The share of such pairs that may be lost all the same, 0 to 1: the upper end of the 95 % interval (Wilson). */
  readonly unseenLoss: number;
  /** May it be called healthy if nothing was found? */
  readonly isEnough: boolean;
}

export function sensitivity(evidence: Pick<Evidence, 'arms'>): Sensitivity {
  const together = strategyTable(evidence).filter(
    ({ strategy }) => strategy === 'pair' || strategy === 'race',
  );
  const pairs = together.reduce((sum, row) => sum + row.pairs, 0);
  const lost = together.reduce((sum, row) => sum + row.lost, 0);
  const unseenLoss = wilson({ failures: lost, trials: pairs }).high;
  return { pairs, unseenLoss, isEnough: unseenLoss <= TOO_MUCH };
}
