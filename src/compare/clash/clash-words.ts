/** Words for what is lost beside clashes that the kernel repairs. */

import { confidenceOf } from '../../statistics/confidence.ts';
import { fisherGreater } from '../../statistics/tests.ts';
import { outOf } from '../counts/wording.ts';
import type { TogetherVsApart } from '../view/together-apart.ts';

/** What pairs lose that are sent at once, what those lose that are sent apart, and why they differ if no clash lost a packet. */
export function lostAtOnceAndApart(lost: TogetherVsApart): string {
  const { strategy, pairs } = lost;
  return `pairs sent at once (${strategy}) that lost one of the two queries: ${outOf(pairs.together)}; pairs sent apart that lost a query: ${outOf(pairs.apart)}${whyTheyDiffer(lost)}`;
}

/** The kernel dropped nothing. So where those sent at once lose clearly more, a DNS pod fails. Nothing is said if one of the two was not measured. */
function whyTheyDiffer({ together, apart }: TogetherVsApart): string {
  if (together.failures + apart.failures === 0 || together.trials === 0 || apart.trials === 0) return '';
  if (confidenceOf(fisherGreater(together, apart)) > 0)
    return '. More are lost at once because a DNS pod fails: the repair may send the two queries to two pods';
  return confidenceOf(fisherGreater(apart, together)) > 0
    ? '. Those sent apart lose more, so no clash is the reason'
    : '. Chance explains the difference';
}
