/** Explains one lookup by the judgement over the time around it. */

import { formatDuration } from '../diagnosis/wording.ts';
import { harmOf } from '../domain/cause.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { LookupOutcome } from '../domain/lookup.ts';
import { starved } from '../domain/starvation.ts';
import type { Verdict } from '../domain/verdict.ts';
import { CERTAIN } from '../statistics/confidence.ts';
import type { Judgement } from '../window/judgement.ts';

export function explanationOf(lookup: LookupOutcome, judgement: Judgement): Explanation {
  const { startedAt, windowMs, arms, node } = judgement.evidence;
  return {
    windowStartedAt: startedAt,
    windowMs,
    strategies: arms.map(({ strategy, target, transport, pairs, oneFailed, bothFailed }) => {
      return { strategy, target, transport, pairs, oneFailed, bothFailed };
    }),
    counters: node,
    verdict: starved(lookup) ? starvedVerdict(lookup) : (surest(judgement) ?? UNNAMED),
  };
}

/** The judgement leaves such a lookup out: it says nothing about DNS, whatever else goes on. */
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

/** A harmless cause made no lookup wait, so it explains none. */
function surest({ verdicts }: Judgement): Verdict | undefined {
  return verdicts.find(({ cause }) => harmOf(cause) !== 'harmless');
}

const UNNAMED: Verdict = {
  cause: 'not-enough-evidence',
  confidence: 0,
  rule: 'no-rule-fired',
  facts: ['no rule found anything wrong in the time around this lookup'],
  remedies: [],
};
