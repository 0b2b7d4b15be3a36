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

/** The kernel dropped nothing. So where those sent at once lose clearly more, a DNS pod fails. */
function whyTheyDiffer({ together, apart }: TogetherVsApart): string {
  if (together.failures + apart.failures === 0) return '';
  return confidenceOf(fisherGreater(together, apart)) > 0
    ? '. More are lost at once because a DNS pod fails: the repair may send the two queries to two pods'
    : '. Chance explains the difference';
}
