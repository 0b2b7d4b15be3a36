/** Names outside the cluster are slow or get no answer; names inside are fine. */

import { allFailed, failures, over, ratio, slowness, slowOrSilent } from '../compare/counts/proportions.ts';
import { outOf } from '../compare/counts/wording.ts';
import { podIsGoneBehindCache } from '../compare/servers/behind-cache.ts';
import { insideOutside, onlyRandomNamesFail, RANDOM_NAMES_ONLY } from '../compare/servers/inside-outside.ts';
import { onlyAaaaOutside } from '../compare/servers/outside-types.ts';
import { MILD_MS } from '../compare/slowness/slow-answers.ts';
import type { View } from '../compare/view/view.ts';
import { type ArmTally, SLOW_ANSWER_MS } from '../domain/evidence.ts';
import type { Rule } from '../rules/rule.ts';
import { confidenceOf, POSSIBLE, UNLIKELY } from '../statistics/confidence.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { FEWER_NAMES } from './shared-remedies.ts';

const rule: Rule = {
  id: 'only-outside-names-suffer',
  predicts: [],
  argument:
    'Names from outside the cluster are slow or get no answer. Names of the cluster, which the same server answers from memory, by the same path, are fine. So the server waits for its upstream server. Answers that all take less than 300 ms stall no lookup, and on a busy machine honest ones take as long: the rule needs more than half of them to be slow, and the confidence is 0.5 at most.',
  when: (view) => {
    const { arms, lookups } = view.evidence;
    const { outside, inside, p, from, arms: asking } = insideOutside(arms, lookups, slowOrSilent);
    // A slow upstream is slow for both types.
    const isOneType = onlyAaaaOutside(view).alone;
    const sure = Math.min(confidenceOf(p), lossAllows(view, asking), isOneType ? POSSIBLE : 1);
    if (sure === 0 || outside.failures < 2) return undefined;
    const mild = isMild(asking);
    if (mild && ratio(outside) < MOST) return undefined;
    const isRandomOnly = onlyRandomNamesFail(arms, slowOrSilent);
    // The upstream servers of a cache are the DNS pods, and one of them is gone.
    const isPod = podIsGoneBehindCache(view);
    // Truncated answers are asked for again over TCP. If the first nameserver takes no connection at all, that is the reason.
    const isTcp = allFailed(view.failures(view.byVip('tcp')));
    const isDoubtful = mild || isRandomOnly || isPod || isTcp || ratio(inside) > ratio(outside) / 2;
    return {
      confidence: isDoubtful ? Math.min(POSSIBLE, sure) : sure,
      facts: [
        `queries slow or lost ${from}: ${outOf(outside)}`,
        `for names of the cluster: ${outOf(inside)}`,
        ...(isRandomOnly ? [RANDOM_NAMES_ONLY] : []),
        ...(isTcp ? ['TCP to the first nameserver fails: no truncated answer can be asked for again'] : []),
        ...(isPod ? ['a DNS pod behind the cache answers nothing: the cache may wait for it'] : []),
      ],
    };
  },
};

export const upstreamSlow: CauseDefinition<'upstream-slow'> = {
  cause: 'upstream-slow',
  rules: [rule],
  spoils: 'answers-outside',
  isBesideLosses: true,
  remedies: [
    {
      change: 'Look at the upstream servers of the DNS pods (`forward` in the Corefile), and at their limits',
    },
    { change: 'Cache longer, and serve stale answers (`cache` and `serve_stale` in the Corefile)' },
    { change: 'Add a second upstream server' },
    FEWER_NAMES,
  ],
  askNext: ['uncached', 'pair'],
};

/** If fewer answers are slow, they are outliers of a machine that is busy. */
const MOST = 0.5;

/** Is nothing lost, and every answer there before an application feels it? */
function isMild(asking: readonly ArmTally[]): boolean {
  const slowest = Math.max(0, ...asking.map(({ rttsMs }) => rttsMs.at(-1) ?? 0));
  return slowest >= SLOW_ANSWER_MS && slowest < MILD_MS && over(asking, failures).failures === 0;
}

/** If these arms lost more queries than were slow, every other arm can refute the pattern `upstream-lost`. */
function lossAllows(view: View, asking: readonly ArmTally[]): number {
  const lost = over(asking, failures).failures;
  if (lost <= over(asking, slowness).failures) return 1;
  return view.losses().supportOf('upstream-lost')?.confidence ?? UNLIKELY;
}
