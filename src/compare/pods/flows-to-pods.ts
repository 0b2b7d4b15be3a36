/** Does the VIP lead to the DNS pods that fail, from this node? The conntrack table shows it. Where it is not read, the losses via the VIP do. */

import type { Hypothesis } from '../../patterns/explain.ts';
import type { Proportion } from '../../statistics/tests.ts';
import type { DnsPod } from '../view/dns-pods.ts';
import { sentTo } from '../view/fates.ts';
import type { View } from '../view/view.ts';
import { shareOfPod } from './failing-pods.ts';

export interface FlowsToPods {
  /** Of our queries via the VIP, those that the table shows at these pods; undefined where the table is not read. */
  readonly sent: Proportion | undefined;
  /** Nothing leads there. */
  readonly isIdle: boolean;
  /** The share of the flows via the VIP that leads there, 0 to 1, by the losses. */
  readonly weight: number;
  /** The share of the pairs via the VIP that is lost there, 0 to 1, by the losses. */
  readonly lostShare: number;
}

/** `posterior`: the probability of all patterns in which these pods fail, those in which nothing leads to them included. */
export function flowsToPods(view: View, failing: readonly DnsPod[], posterior: number): FlowsToPods {
  const used = view.losses().supportOf('pods-fail');
  const unreached = unreachedAlone(view);
  const led = (used?.posterior ?? 0) + (unreached?.posterior ?? 0);
  const values = used?.values ?? unreached?.values[0];
  const addresses = failing.map(({ address }) => address);
  const sent = sentTo(view, addresses);
  const isIdle = sent === undefined ? led < posterior / 2 : sent.failures === 0;
  const [, , , weight = 0] = values ?? [];
  return { sent, isIdle, weight, lostShare: shareOfPod(values) };
}

/** The node drops what leads to these pods, and that alone explains all losses. Beside another fault, pods to which nothing leads look the same. */
function unreachedAlone(view: View): Hypothesis | undefined {
  return view
    .losses()
    .hypotheses.find(({ patterns }) => patterns.length === 1 && patterns[0]?.id === 'pods-unreached');
}
