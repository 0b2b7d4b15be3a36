/** Records verdicts as series. */

import type { Cause } from '../domain/cause.ts';
import { REGULAR, type Strategy } from '../domain/strategy.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { MetricRegistry } from './registry.ts';
import { VERDICT_METRICS } from './verdict-metrics.ts';

export function verdictRecorder(registry: MetricRegistry) {
  const slowLookups = registry.counter(VERDICT_METRICS.slowLookups);
  const verdict = registry.gauge(VERDICT_METRICS.verdict);
  const remedyLoss = registry.gauge(VERDICT_METRICS.remedyLossRatio);
  const named = new Set<Cause>();

  return {
    /** A lookup that took a resolver timeout or longer, and its cause. */
    recordSlowLookup: (cause: Cause) => slowLookups.add({ cause }),

    /** The current verdicts. A cause that was named before goes back to 0. A cause that was never named has no series. */
    setVerdicts(verdicts: readonly Pick<Verdict, 'cause' | 'confidence'>[]): void {
      for (const { cause } of verdicts) named.add(cause);
      for (const cause of named) {
        const sure = verdicts.filter((one) => one.cause === cause).map(({ confidence }) => confidence);
        verdict.set({ cause }, Math.max(0, ...sure));
      }
    },

    /** Loss over the window, 0 to 1, of the regular strategies that were measured in it; the others have no series. */
    setRemedyLoss(lossRatios: ReadonlyMap<Strategy, number>): void {
      remedyLoss.clear();
      for (const [strategy, lossRatio] of lossRatios)
        if (REGULAR.includes(strategy)) remedyLoss.set({ strategy }, lossRatio);
    },
  };
}
