/** Judges DNS here over a span of time, and chooses between two spans that both end now. */

import { raceWindow } from '../../compare/clash/race-window.ts';
import { viewOf } from '../../compare/view/view.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import { harmOf } from '../../domain/cause.ts';
import type { Evidence, RaceWindow } from '../../domain/evidence.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { gather, type Measured } from '../../evidence/gather.ts';
import { POSSIBLE } from '../../statistics/confidence.ts';
import { during, type Outage, outageIn } from '../changes/outage.ts';
import { isPacketLoss, noPacketLoss, verdictsOfOutage } from './outage-verdicts.ts';

export interface Judgement {
  /** The one to read first at the front. */
  readonly verdicts: readonly Verdict[];
  readonly evidence: Evidence;
  readonly raceWindow: RaceWindow;
}

export function judgementOf(measured: Measured): Judgement {
  const evidence = gather(measured);
  const view = viewOf(evidence);
  const verdicts = diagnose(evidence, view);
  const outage = verdicts.some(isPacketLoss) ? outageIn(measured) : undefined;
  return {
    evidence,
    verdicts: outage === undefined ? verdicts : noPacketLoss(verdicts, outage, evidence),
    raceWindow: raceWindow(evidence, view),
  };
}

/** If an outage explains all losses, its time alone says why. The evidence is that of the whole time nevertheless. */
export function judgementOfOutage(measured: Measured, outage: Outage): Judgement {
  const whole = judgementOf(measured);
  const { verdicts } = judgementOf(during(measured, outage));
  return { ...whole, verdicts: verdictsOfOutage(whole, verdicts, outage) };
}

/** The race window that these measurements show, or the previous one if they show none. */
export function raceWindowOf(measured: Measured): RaceWindow {
  return raceWindow(gather(measured));
}

/** The judgement that names a cause with the higher confidence; `long` if neither names one. */
export function surer(long: Judgement, short: Judgement): Judgement {
  return named(short) > named(long) ? short : long;
}

/** Does it name a cause with a confidence above 0.5? */
export function isNamed(judgement: Judgement): boolean {
  return named(judgement) > POSSIBLE;
}

/** Do the losses refute every known cause? */
export function isUnknown({ verdicts }: Pick<Judgement, 'verdicts'>): boolean {
  return verdicts.some(({ cause, confidence }) => cause === 'something-else' && confidence > POSSIBLE);
}

/** The highest confidence of a cause in this judgement; 0 without one. */
function named({ verdicts }: Judgement): number {
  const causes = verdicts.filter(({ cause }) => harmOf(cause) === 'fault' || harmOf(cause) === 'self');
  return Math.max(0, ...causes.map(({ confidence }) => confidence));
}
