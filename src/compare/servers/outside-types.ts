/** Do names outside the cluster lose only their AAAA queries? */

import { confidenceOf, LIKELY } from '../../statistics/confidence.ts';
import { fisherGreater, type Proportion } from '../../statistics/tests.ts';
import { failures, over, ratio } from '../counts/proportions.ts';
import type { SortedEvidence } from '../view/sorted-evidence.ts';

export interface OutsideTypes {
  /** Are AAAA queries lost, and hardly any A query? */
  readonly alone: boolean;
  readonly a: Proportion;
  readonly aaaa: Proportion;
}

/** If a tenth as many A queries are lost, the loss hits both types. */
const MOST_OF_A = 0.1;

export function onlyAaaaOutside({ evidence }: Pick<SortedEvidence, 'evidence'>): OutsideTypes {
  const outside = evidence.arms.filter(({ scope, transport }) => scope !== 'cluster' && transport === 'udp');
  const [a, aaaa] = [over(outside, failures, ['A']), over(outside, failures, ['AAAA'])];
  const differs = confidenceOf(fisherGreater(aaaa, a)) >= LIKELY;
  return { alone: differs && ratio(a) <= MOST_OF_A * ratio(aaaa), a, aaaa };
}
