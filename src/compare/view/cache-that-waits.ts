/**
 * Does a node-local cache wait for answers that are lost behind it? A cache joins equal queries that are under way: all of them
 * wait for one answer. If that is lost, all of them are slow, as if the cache itself were slow.
 */

import type { ArmTally } from '../../domain/evidence.ts';
import { specOf } from '../../domain/strategy.ts';
import { confidenceOf, LIKELY } from '../../statistics/confidence.ts';
import { fisherGreater, type Proportion } from '../../statistics/tests.ts';
import { over, slowness } from '../counts/proportions.ts';

export type CacheThatWaits =
  | { readonly kind: 'unknown' }
  /** The cache answers at once where it cannot join queries. `quick`: slow answers of that arm, `slow`: of the others. */
  | { readonly kind: 'waits'; readonly arm: ArmTally; readonly quick: Proportion; readonly slow: Proportion };

/** Fewer answers show nothing. */
const ENOUGH = 10;

/** Compares slow answers of the usual queries with those over TCP, with an OPT record, and for random names. Of other names, it compares one scope. */
export function cacheThatWaits(arms: readonly ArmTally[], first: 'vip' | 'node-local'): CacheThatWaits {
  if (first === 'vip') return { kind: 'unknown' };
  const toCache = arms.filter(({ target }) => target.kind === 'node-local');
  const scope = toCache.some((arm) => arm.scope === 'cluster') ? 'cluster' : 'outside';
  const asked = toCache.filter((arm) => arm.scope === scope || arm.scope === 'uncached');
  const slow = over(asked.filter(isUsual), slowness);
  for (const arm of asked.filter((one) => !isUsual(one))) {
    const quick = over([arm], slowness);
    if (quick.trials >= ENOUGH && confidenceOf(fisherGreater(slow, quick)) >= LIKELY)
      return { kind: 'waits', arm, quick, slow };
  }
  return { kind: 'unknown' };
}

function isUsual({ strategy, transport, scope }: ArmTally): boolean {
  return transport === 'udp' && scope !== 'uncached' && specOf(strategy).optPayload === 0;
}
