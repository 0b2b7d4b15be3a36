/**
 * Does the node choose the target of a new flow again for each packet? It does so if it drops the packet after it has rewritten the
 * address and before conntrack has confirmed the entry (`__nf_conntrack_confirm` in net/netfilter/nf_conntrack_core.c): then the
 * next packet of the flow finds no entry.
 */

import { FAILING_PODS } from '../../patterns/pattern.ts';
import { POSSIBLE } from '../../statistics/confidence.ts';
import { type CounterExcess, clashDrops, tableDrops } from '../counts/counters.ts';
import { wrongSource } from '../counts/proportions.ts';
import type { View } from '../view/view.ts';
import { LEAST_ASTRAY, WHOLE_VIP } from './astray-share.ts';

export interface DrawnAgain {
  readonly confidence: number;
  /** The share of the new flows via the VIP whose first packet is lost, and the share of these whose second packet is lost. */
  readonly share: number;
  readonly again: number;
}

/** How much the loss of the second packet of a new flow, and that of the first, may differ by chance. */
const SAME = 0.12;
/** The fewest lost pairs that show it. */
const ENOUGH_LOST = 40;
/** A limit on new flows may lose as many of the second packets by coincidence. */
const LIKELIER_THAN_NOT = 0.65;

/** `undefined` if the losses do not show it, or if a full table or ports that clash may explain them. */
export function drawnAgain(view: View): DrawnAgain | undefined {
  const support = view.losses().supportOf('new-flows-by-vip-lost');
  if (support === undefined || support.confidence <= POSSIBLE || view.first !== 'vip') return undefined;
  const [share = 0, again = 0, overTcp = 0] = support.values;
  const isAsOften = Math.abs(again - share) <= SAME && again >= share / 2;
  if (share < LEAST_ASTRAY || share >= WHOLE_VIP || !isAsOften || overTcp > share + SAME) return undefined;
  // A full table and ports that clash lose new flows as well, and only conntrack's counters and the pods tell these apart.
  if (view.endpoints.length === 0 || !DROPS.every((counter) => isRuledOut(view.excessOf(counter))))
    return undefined;
  if (view.losses().lostPairs < ENOUGH_LOST || wrongSource(view.byVip('race')) > 0) return undefined;
  return { confidence: Math.min(LIKELIER_THAN_NOT, support.confidence), share, again };
}

/**
 * The same where DNS pods that fail when asked directly are the targets. Then the losses straight to them speak for it as well, and it needs no
 * counter and fewer lost pairs. `undefined` unless this alone explains all losses: beside another
 * fault, pods to which the VIP does not lead look the same.
 */
export function drawnAtPods(view: View): DrawnAgain | undefined {
  const [best] = view.losses().hypotheses;
  const failing = view.losses().supportOf(...FAILING_PODS);
  const isAlone = best?.patterns.length === 1 && best.patterns[0]?.id === 'pods-unreached';
  if (best === undefined || failing === undefined || !isAlone || view.first !== 'vip') return undefined;
  const [[lost = 0, , , weight = 0] = []] = best.values;
  return { confidence: failing.confidence, share: lost * weight, again: lost * weight };
}

const DROPS = [tableDrops, clashDrops] as const;

function isRuledOut(excess: CounterExcess): boolean {
  return excess.kind === 'unchanged' || (excess.kind === 'expected' && excess.excluded);
}
