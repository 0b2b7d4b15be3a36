/**
 * Keeps a verdict from flapping. New results move a confidence up and down across the limit of a claim, although nothing has changed in
 * the cluster. So a weak claim needs a second look, and one that has stood for a while stays a claim while the fault lasts and
 * nothing refutes it. A verdict gets surer by failures, and not by the time after them.
 */

import { isNamedByExclusion } from '../../domain/cause.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { LIKELY } from '../../statistics/confidence.ts';
import { lasts, lastTrouble, OVER, overFrom, silence, UNUSUAL } from '../changes/lasting.ts';
import { isDue } from '../history/looks.ts';
import type { Trial } from '../history/trial.ts';
import { type Claim, claimOf, fitOf, passed, stillnessOf } from './claim.ts';
import { isUnknown, type Judgement } from './judgement.ts';
import type { Stream } from './stream.ts';
import { claimed, isAlone, isPossible, withConfidence, withoutClaims, withStanding } from './sureness.ts';
import { Unexplained } from './unexplained.ts';

/** How long a verdict must have stood to be kept, all its times together. A first guess may be wrong, and is not kept. */
const FIRM_MS = 15_000;
/** The same where the losses since its beginning still fit it. */
const FITTING_MS = 5_000;
/** How long a verdict below LIKELY, or one by exclusion, must have been found. The first lost queries of a fault can look like another one. */
const LOOKED_TWICE_MS = 5_000;
/** How long a verdict that is only possible is kept after it was named last, or its losses last showed that the fault lasts. */
const KEPT_MS = 45_000;
/** The lowest confidence of a claim. */
const HELD = 0.6;

export class Standing {
  #claim: Claim | undefined;
  /** A weak verdict of another cause, which waits for its second look. */
  #guess: { readonly cause: Verdict['cause']; readonly sinceMs: number } | undefined;
  /** The confidence of each cause when something had failed shortly before. */
  #sure: ReadonlyMap<Verdict['cause'], number> = new Map();
  /** The silence since the last failure, and when that began: milliseconds since the epoch. */
  #quiet = { lastMs: Number.NEGATIVE_INFINITY, silence: 0 };
  readonly #unexplained = new Unexplained();

  /** The judgement of now, in which the standing verdict is still a claim. */
  hold(judged: Judgement, stream: Stream): Judgement {
    const judgement = this.#asSureAsFailures(judged, stream);
    const named = claimed(judgement.verdicts);
    if (named === undefined) this.#guess = undefined;
    const held =
      named !== undefined && (this.#isSure(named, stream.nowMs) || this.#isReplaced(judgement))
        ? this.#renewed(judgement, named, stream)
        : this.#kept(named === undefined ? judgement : withoutClaims(judgement), stream);
    return this.#unexplained.later(held, stream.nowMs);
  }

  /** Nothing gets surer while nothing has failed for an unusual time, and nothing is claimed once the fault must be over. */
  #asSureAsFailures(judgement: Judgement, stream: Stream): Judgement {
    const { verdicts, evidence } = judgement;
    const sinceMs = claimed(verdicts) ? stream.nowMs - evidence.windowMs : this.#claim?.sinceMs;
    const trials = sinceMs === undefined ? [] : stream.trialsSince(sinceMs);
    const quiet = sinceMs === undefined ? 0 : this.#silenceOf(trials);
    if (sinceMs === undefined || quiet < UNUSUAL) {
      this.#sure = new Map(verdicts.map(({ cause, confidence }) => [cause, confidence]));
      return judgement;
    }
    const [isQuiet, missing] = [quiet >= overFrom(trials), OVER - quiet];
    const isOver = (cause: Verdict['cause']) =>
      isQuiet || stillnessOf(cause, sinceMs, missing, stream) >= missing;
    if (this.#claim !== undefined && isOver(this.#claim.cause)) this.#claim = undefined;
    return withoutClaims(judgement, (cause) => (isOver(cause) ? 0 : (this.#sure.get(cause) ?? 0)));
  }

  /** Until the next failure, a silence does not become more probable: failures that are too old to count any more were there. */
  #silenceOf(trials: readonly Trial[]): number {
    const lastMs = lastTrouble(trials);
    const before = lastMs === this.#quiet.lastMs ? this.#quiet.silence : 0;
    this.#quiet = { lastMs, silence: Math.max(before, silence(trials)) };
    return this.#quiet.silence;
  }

  /** Was it claimed before, is it likely without comparison with all others, or is this the second look? */
  #isSure({ cause, confidence }: Verdict, nowMs: number): boolean {
    if (cause === this.#claim?.cause) return true;
    if (confidence >= LIKELY && !isNamedByExclusion(cause)) return true;
    if (this.#guess?.cause !== cause) this.#guess = { cause, sinceMs: nowMs };
    return isDue(nowMs - this.#guess.sinceMs, LOOKED_TWICE_MS);
  }

  /** Is the firm claim no longer possible? Then another cause takes its place at once: the fault goes on. */
  #isReplaced({ verdicts }: Judgement): boolean {
    const claim = this.#claim;
    return claim !== undefined && isDue(claim.stoodMs, FIRM_MS) && !isPossible(claim.cause, verdicts);
  }

  /**
   * The judgement, whose verdict `named` is the claim from now on. It stays as sure as it was, while the fault lasts and no other cause is claimed: new
   * results move a confidence up and down, although nothing has changed, and a confidence above 0.5 has no arm that refutes it.
   */
  #renewed(judgement: Judgement, named: Verdict, stream: Stream): Judgement {
    const sinceMs = stream.nowMs - judgement.evidence.windowMs;
    const claim = claimOf(named, stream.nowMs, sinceMs, this.#claim);
    const stays =
      claim.most > named.confidence &&
      isAlone(claim.cause, judgement.verdicts) &&
      lasts(stream.trialsSince(claim.sinceMs));
    const most = stays ? claim.most : named.confidence;
    this.#claim = { ...claim, sinceMs, most };
    return withConfidence(judgement, named, most);
  }

  /** The judgement, in which the claim is kept if it was firm. */
  #kept(judgement: Judgement, stream: Stream): Judgement {
    const claim = this.#claim;
    const { nowMs } = stream;
    this.#claim = undefined;
    if (claim === undefined || judgement.verdicts.length === 0 || isUnknown(judgement)) return judgement;
    const fit = fitOf(claim, stream);
    const [fits, isOpen] = [fit === 'fits', fit === 'open' && isPossible(claim.cause, judgement.verdicts)];
    if (!fits && !isOpen) return judgement;
    const most = fits ? claim.most : HELD;
    const kept = { ...passed(claim, nowMs), most, shownMs: fits ? nowMs : claim.shownMs };
    this.#claim = kept;
    const isFirm = isDue(kept.stoodMs, fits ? FITTING_MS : FIRM_MS);
    return isFirm && nowMs - kept.shownMs <= KEPT_MS ? withStanding(judgement, claim.named, most) : judgement;
  }
}
