/** `something-else` is claimed late: until a new fault has lost enough queries, no known pattern fits it. */

import { POSSIBLE } from '../../statistics/confidence.ts';
import { isDue } from '../history/looks.ts';
import { isUnknown, type Judgement } from './judgement.ts';

/** How long no known pattern must have fitted. */
const UNEXPLAINED_MS = 15_000;

export class Unexplained {
  #sinceMs: number | undefined;

  /** The judgement of `nowMs` (monotonic milliseconds), in which `something-else` is only possible until it has been claimed for long enough. */
  later(judgement: Judgement, nowMs: number): Judgement {
    if (!isUnknown(judgement)) {
      this.#sinceMs = undefined;
      return judgement;
    }
    this.#sinceMs ??= nowMs;
    if (isDue(nowMs - this.#sinceMs, UNEXPLAINED_MS)) return judgement;
    const verdicts = judgement.verdicts.map((verdict) =>
      verdict.cause === 'something-else' ? { ...verdict, confidence: POSSIBLE } : verdict,
    );
    return { ...judgement, verdicts };
  }
}
