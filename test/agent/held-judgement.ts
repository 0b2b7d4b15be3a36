/** The judgement of a simulated agent, as src/agent/judgements.ts makes it. */

import type { Clock } from '../../src/platform/clock.ts';
import type { Judgement } from '../../src/window/claims/judgement.ts';
import { Standing } from '../../src/window/claims/standing.ts';
import type { EvidenceWindow } from '../../src/window/evidence-window.ts';

interface Held {
  readonly judge: () => Judgement;
  /** The judgement that was made last. */
  readonly last: () => Judgement;
}

/** Judges anew only if time has passed or a probe was added: judging is pure, and costs most of the time of a simulation. */
export function heldJudgement(window: EvidenceWindow, clock: Pick<Clock, 'now' | 'wall'>): Held {
  const standing = new Standing();
  let made: { readonly key: string; readonly judgement: Judgement } | undefined;
  const judge = () => {
    const key = `${clock.now()} ${clock.wall()} ${window.remembered}`;
    if (made?.key !== key) made = { key, judgement: standing.hold(window.judge(), window) };
    return made.judgement;
  };
  return { judge, last: () => made?.judgement ?? judge() };
}
