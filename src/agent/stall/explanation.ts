/** Explains one lookup by the judgement over the time around it. */

import { formatDuration } from '../../compare/counts/wording.ts';
import { harmOf } from '../../domain/cause.ts';
import type { Explanation } from '../../domain/explanation.ts';
import type { LookupOutcome } from '../../domain/lookup.ts';
import { stallExplains } from '../../domain/starvation.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { CERTAIN, POSSIBLE } from '../../statistics/confidence.ts';
import type { Judgement } from '../../window/claims/judgement.ts';

/** `concerns`: was the lookup in progress during the time that is judged? If not, no verdict about that time explains it. */
export function explanationOf(lookup: LookupOutcome, judgement: Judgement, concerns = true): Explanation {
  const { startedAt, windowMs, arms, node } = judgement.evidence;
  return {
    windowStartedAt: startedAt,
    windowMs,
    strategies: arms.map(({ strategy, target, transport, pairs, oneFailed, bothFailed }) => {
      return { strategy, target, transport, pairs, oneFailed, bothFailed };
    }),
    counters: node,
    verdict: stallExplains(lookup)
      ? starvedVerdict(lookup)
      : ((concerns ? standing(judgement) : undefined) ?? UNNAMED),
  };
}

/** Does a current verdict name the cause of this lookup? Then no investigation is needed. */
export function explains(judgement: Judgement, lookup: LookupOutcome, concerns: boolean): boolean {
  if (stallExplains(lookup)) return true;
  const verdict = concerns ? standing(judgement) : undefined;
  return verdict !== undefined && harmOf(verdict.cause) !== 'unnamed';
}

/** The judgement leaves such a lookup out, because it shows nothing about DNS. */
function starvedVerdict({ starvedMs, durationMs }: LookupOutcome): Verdict {
  return {
    cause: 'agent-starved',
    confidence: CERTAIN,
    rule: 'starved-while-waiting',
    facts: [
      `fivesec's own event loop stood still for ${formatDuration(starvedMs)} of the ${formatDuration(durationMs)} that this lookup took`,
    ],
    remedies: [],
  };
}

/**
 * The surest verdict if its confidence is above POSSIBLE, else `not-enough-evidence`. A harmless cause delays no lookup, so it
 * explains none.
 */
function standing({ verdicts }: Judgement): Verdict | undefined {
  const harmful = verdicts.filter(({ cause }) => harmOf(cause) !== 'harmless');
  return (
    harmful.find(({ cause, confidence }) => cause !== 'not-enough-evidence' && confidence > POSSIBLE) ??
    harmful.find(({ cause }) => cause === 'not-enough-evidence')
  );
}

const UNNAMED: Verdict = {
  cause: 'not-enough-evidence',
  confidence: 0,
  rule: 'no-rule-fired',
  facts: ['no cause is sure for the time of this lookup'],
  remedies: [],
};
