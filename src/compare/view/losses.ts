/** The explanation of the lost queries: patterns of loss, fitted to all arms. Computed once for all causes. */

import type { Evidence } from '../../domain/evidence.ts';
import { type Ask, askOf, type Loss, lostPairs } from '../../patterns/ask.ts';
import { candidatesFor } from '../../patterns/candidates.ts';
import { explain, type Hypothesis } from '../../patterns/explain.ts';
import type { PatternId } from '../../patterns/pattern.ts';
import { type Support, supportOf } from '../../patterns/support.ts';
import { podsBesideVip } from './beside-vip.ts';
import { cacheThatWaits } from './cache-that-waits.ts';
import { firstNameserver } from './sorted-evidence.ts';

export interface Losses {
  readonly asks: readonly Ask[];
  /** Pairs of all arms with at least one lost query. */
  readonly lostPairs: number;
  /** Most probable first; never empty. One explanation is that nothing was lost. */
  readonly hypotheses: readonly Hypothesis[];
  /** The support for any of these patterns; `undefined` if the arms that would show them lost nothing. */
  readonly supportOf: (...ids: readonly PatternId[]) => Support | undefined;
}

type Explained = Pick<Evidence, 'arms' | 'flows'>;

export function explainLosses(evidence: Explained, loss: Loss = 'no-answer'): Losses {
  const { arms } = evidence;
  const first = firstNameserver(arms);
  const hidesLosses = cacheThatWaits(arms, first).kind === 'waits';
  const asks = arms.map((arm) => byFirst(askOf(arm, loss), first, hidesLosses));
  const hypotheses = explain(asks, candidatesFor(asks, podsBesideVip(evidence), first));
  return {
    asks,
    lostPairs: asks.reduce((sum, ask) => sum + lostPairs(ask), 0),
    hypotheses,
    supportOf: (...ids) => supportOf(hypotheses, ({ id }) => ids.includes(id)),
  };
}

/**
 * If a node-local cache is the first nameserver, patterns treat it as the VIP. A cache that hides losses is not treated so,
 * except for random names: it cannot join or keep their answers.
 */
function byFirst(ask: Ask, first: 'vip' | 'node-local', hidesLosses: boolean): Ask {
  const { target, scope } = ask;
  const isAsVip = target.kind === first && first === 'node-local' && (!hidesLosses || scope === 'uncached');
  return isAsVip ? { ...ask, target: { ...target, kind: 'vip' } } : ask;
}
