/** Did the trouble begin when a stretch of time did? Then what was measured before it says nothing about it. */

import { over, trouble } from '../diagnosis/compare/rates.ts';
import type { Evidence } from '../domain/evidence.ts';
import { fisherGreater } from '../statistics/tests.ts';

/** A and AAAA of a pair share a fate, so there are fewer independent trials than queries: hence so strict. */
const BY_CHANCE = 0.001;

/** `long` holds `since` and the time before it. */
export function beganWith(since: Pick<Evidence, 'arms'>, long: Pick<Evidence, 'arms'>): boolean {
  const [now, all] = [over(since.arms, trouble), over(long.arms, trouble)];
  return (
    fisherGreater(now, { failures: all.failures - now.failures, trials: all.trials - now.trials }) <=
    BY_CHANCE
  );
}
