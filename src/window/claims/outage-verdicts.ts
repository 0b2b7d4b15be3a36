/** Joins what the time of an outage says to what the whole time says. */

import { formatDuration, joined, outOf } from '../../compare/counts/wording.ts';
import { reordered } from '../../diagnosis/order.ts';
import { remedies } from '../../diagnosis/remedies.ts';
import { restsOnLosses } from '../../diagnosis/still-fits.ts';
import { type Cause, harmOf } from '../../domain/cause.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { POSSIBLE } from '../../statistics/confidence.ts';
import type { Outage } from '../changes/outage.ts';

/** The confidence of `something-else`: what failed and when is sure, why is not. */
const UNNAMED = 0.6;

interface Whole {
  readonly verdicts: readonly Verdict[];
  readonly evidence: Evidence;
}

/**
 * The verdicts of the outage come first, because it explains most. Each has the fact that everything failed for a time. Those of the whole time
 * follow. Causes that the whole time names by its losses get 0.5 at most, because the losses are those of the outage.
 */
export function verdictsOfOutage(
  { verdicts, evidence }: Whole,
  ofOutage: readonly Verdict[],
  outage: Outage,
): readonly Verdict[] {
  const fact = inWords(outage, evidence);
  const own = ofOutage
    .filter(({ cause }) => harmOf(cause) === 'fault')
    .map((verdict) => ({ ...verdict, facts: withFact(fact, verdict) }));
  const others = verdicts
    .filter(({ cause }) => !own.some((one) => one.cause === cause) && !UNDECIDED.includes(cause))
    .map((verdict) =>
      restsOnLosses(verdict)
        ? { ...verdict, confidence: Math.min(POSSIBLE, verdict.confidence), facts: withFact(fact, verdict) }
        : verdict,
    );
  const isNamed = own.some(({ confidence }) => confidence > POSSIBLE);
  return reordered([...own, ...(isNamed ? [] : [unnamed(fact, evidence)]), ...others]);
}

export function isPacketLoss({ cause, confidence }: Verdict): boolean {
  return cause === 'packet-loss' && confidence > POSSIBLE;
}

/** The verdicts of a time with an outage, in which packet loss is possible at most. */
export function noPacketLoss(
  verdicts: readonly Verdict[],
  outage: Outage,
  evidence: Evidence,
): readonly Verdict[] {
  return reordered(
    verdicts.map((verdict) =>
      isPacketLoss(verdict)
        ? { ...verdict, confidence: POSSIBLE, facts: [inWords(outage, evidence), ...verdict.facts] }
        : verdict,
    ),
    verdicts,
  );
}

const UNDECIDED: readonly Cause[] = ['something-else', 'not-enough-evidence'];

function withFact(fact: string, { facts }: Verdict): readonly string[] {
  return [fact, ...facts.filter((one) => one !== fact)];
}

function unnamed(fact: string, evidence: Evidence): Verdict {
  const cause = 'something-else';
  return {
    cause,
    confidence: UNNAMED,
    rule: 'no-known-pattern',
    facts: [fact],
    remedies: remedies(cause, evidence),
  };
}

function inWords({ stretches, only, within, besides }: Outage, { startedAt, windowMs }: Evidence): string {
  const [first = '', ...more] = stretches.slice(0, MOST_NAMED).map(({ fromMs, untilMs }) => {
    const [from, until] = [fromMs, untilMs].map((ms) => `${((ms - startedAt) / 1000).toFixed(0)} s`);
    return `between ${from} and ${until}`;
  });
  const what = only.length === 0 ? 'everything' : `everything that was sent to ${joined(only)}`;
  const times = more.length === 0 ? '' : ` ${stretches.length} times:`;
  const when =
    more.length === 0 ? first : `${first}, ${more.join(', ')}${stretches.length > MOST_NAMED ? ', ...' : ''}`;
  return `${what} failed${times} ${when} of the ${formatDuration(windowMs)} that were judged: ${outOf(within)} queries; in the rest of the time ${outOf(besides)}`;
}

/** The stretches of time that a fact names. */
const MOST_NAMED = 4;
