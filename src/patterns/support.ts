/** How well the losses support a pattern, after every arm had a chance to refute it. */

import { CERTAIN, LIKELY, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import type { Hypothesis } from './explain.ts';
import type { Misfit } from './misfit.ts';
import type { Pattern } from './pattern.ts';

export interface Support {
  /** The probability of all explanations that contain the pattern, 0 to 1. */
  readonly posterior: number;
  /** One of the steps of a confidence. At most `POSSIBLE` if something refutes the pattern. */
  readonly confidence: number;
  /** The parameters of the pattern in the most probable explanation that contains it. */
  readonly values: readonly number[];
  /** The losses that this explanation does not explain. */
  readonly misfits: readonly Misfit[];
}

/** `undefined` if no explanation contains such a pattern: the arms that would show it lost nothing. */
export function supportOf(
  hypotheses: readonly Hypothesis[],
  isOwn: (pattern: Pattern) => boolean,
): Support | undefined {
  const own = hypotheses.filter(({ patterns }) => patterns.some(isOwn));
  const [best] = own;
  if (best === undefined) return undefined;
  const posterior = own.reduce((sum, hypothesis) => sum + hypothesis.posterior, 0);
  const step = stepOf(posterior);
  return {
    posterior,
    confidence: best.misfits.length > 0 ? Math.min(POSSIBLE, step) : step,
    values: best.values[best.patterns.findIndex(isOwn)] ?? [],
    misfits: best.misfits,
  };
}

/** Coarse steps, because the patterns' weights are estimates and more digits would suggest a precision that is not there. */
export function stepOf(posterior: number): number {
  if (posterior >= 0.99) return CERTAIN;
  if (posterior >= 0.95) return LIKELY;
  if (posterior >= 0.85) return PROBABLE;
  if (posterior >= 0.4) return POSSIBLE;
  return posterior >= 0.05 ? UNLIKELY : 0;
}

const PROBABLE = 0.6;
