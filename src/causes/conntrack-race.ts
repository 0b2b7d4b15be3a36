/** A and AAAA clash in conntrack under DNAT, and the kernel drops one of the two. */

import { answersPastExpiry, losesByExpiry } from '../compare/clash/clash-expiry.ts';
import { rose } from '../compare/counts/counter-facts.ts';
import { clashDrops, evictions } from '../compare/counts/counters.ts';
import { failedPairs, ratio } from '../compare/counts/proportions.ts';
import { atMost, outOf } from '../compare/counts/wording.ts';
import { explainsLittle } from '../compare/harm.ts';
import { fateFacts } from '../compare/view/fates.ts';
import type { View } from '../compare/view/view.ts';
import type { ArmTally } from '../domain/evidence.ts';
import { APART } from '../domain/strategy.ts';
import type { Rule } from '../rules/rule.ts';
import { confidenceOf, LIKELY, POSSIBLE } from '../statistics/confidence.ts';
import { fisherGreater } from '../statistics/tests.ts';
import type { CauseDefinition } from './cause-definition.ts';
import { NODE_LOCAL, REOPEN, SEPARATE, SEQUENTIAL, STAGGER, USE_VC } from './shared-remedies.ts';

const BY_CHANCE = 0.05;
const BY_LITTLE_CHANCE = 0.02;
/** The confidence if the kernel drops clashes, and too few of our queries were lost to show by themselves that they are among them. */
const PROBABLE = 0.6;
/** The fewest lost pairs that count. */
const FEWEST = 3;

const rule: Rule = {
  id: 'together-loses-apart-does-not',
  predicts: ['clash-by-vip', 'clash-everywhere'],
  argument:
    'A and AAAA leave one socket at once, and exactly one of the two is lost. This happens more often than to A and AAAA that leave two sockets, or leave one after the other, in the same minutes and via the same VIP. No other fault depends on what was sent a moment before. If drop and insert_failed rise in the same steps as our losses, the cause is certain. If they rise all the time, because of other pods, and nothing but queries sent at once was lost, the confidence is 0.6 or more. If they do not rise, that is no evidence against it: other firewalls drop packets in the same way without raising these counters.',
  when: (view) => {
    const { strategy, together, pairs, p, uncorrectedP, apartLosesLess } = view.togetherVsApart();
    const drops = view.excessOf(clashDrops);
    // Only the losses of the clash: another fault may lose more at the same time without raising this counter.
    const counted =
      drops.kind === 'elevated' &&
      drops.rise - drops.expected >= together.failures / 2 &&
      view.first === 'vip' &&
      !evicts(view, drops.rise);
    // Clashes of other pods are dropped all the time, so ours do not stand out. But the race is there, and nothing else is lost.
    const isSeen =
      drops.kind === 'expected' && !drops.excluded && view.first === 'vip' && !evicts(view, drops.rise);
    const isOurs = isSeen && uncorrectedP <= BY_LITTLE_CHANCE && !losesOtherwise(view);
    // If the kernel counts our losses as clashes, the only open question is whether they need two queries at once.
    const sure = Math.max(confidenceOf(p), (counted && uncorrectedP <= BY_CHANCE) || isOurs ? POSSIBLE : 0);
    if (sure === 0 || together.failures === 0) return undefined;
    const mayBeExpired = losesByExpiry(view);
    const elsewhere = pairsLostWithoutDnat(view);
    // Where AAAA is lost anyway, pairs straight to a pod can't show whether the path takes one query at a time.
    const isRefutable = view.qtypes.length > 1;
    const isLikely =
      apartLosesLess && !mayBeExpired && isRefutable && elsewhere === undefined && view.first === 'vip';
    const most = isLikely ? 0.75 : POSSIBLE;
    return {
      confidence: counted
        ? Math.max(0.7, sure)
        : isOurs && isLikely
          ? Math.max(PROBABLE, Math.min(most, sure))
          : Math.min(most, sure),
      isMinor: explainsLittle(view, together.failures),
      facts: [
        `pairs sent at once (${strategy}) that lost one of the two queries: ${outOf(pairs.together)}`,
        `pairs sent apart that lost a query: ${atMost(pairs.apart)}`,
        ...(drops.kind === 'elevated' ? [rose('unresolved clashes (drop with insert_failed)', drops)] : []),
        ...(isOurs && drops.kind === 'expected'
          ? [rose('unresolved clashes (drop with insert_failed), also of other pods,', drops)]
          : []),
        ...(drops.kind === 'unchanged' ? ['the counters of conntrack did not rise'] : []),
        ...(drops.kind === 'unknown' ? [`clashes that conntrack dropped: not known (${drops.why})`] : []),
        ...(mayBeExpired
          ? [
              `the kernel repaired clashes; answers that took a second or longer: ${outOf(answersPastExpiry(view))}. The entry of a repaired clash is gone by then`,
            ]
          : []),
        ...(elsewhere === undefined
          ? []
          : [
              `pairs to the node-local cache, which no DNAT touches, that lost a query: ${outOf(failedPairs([elsewhere]))}`,
            ]),
        ...fateFacts(view),
      ],
    };
  },
};

/** Did anything get no answer that was not sent as two queries at once via the VIP? */
function losesOtherwise(view: View): boolean {
  const direct = view.arms.filter(({ target }) => target.kind === 'endpoint');
  return failedPairs([...view.byVip(...APART, 'tcp'), ...direct]).failures > 0;
}

/** Is the table full? It evicts entries as well, and before the `clashres` column its drops look like those of clashes. */
function evicts(view: View, drops: number): boolean {
  const found = view.excessOf(evictions);
  return found.kind === 'elevated' && found.rise >= drops / 2;
}

/** Pairs to the node's own cache, which no DNAT touches, if they lose one of two as often as those via the VIP, or half as often. */
function pairsLostWithoutDnat(view: View): ArmTally | undefined {
  const loses = ({ oneFailed, pairs }: ArmTally) => (pairs === 0 ? 0 : oneFailed / pairs);
  const byVip = Math.max(...view.byVip('pair').map(loses));
  return view.evidence.arms.find(
    (arm) =>
      arm.strategy === 'node-local' &&
      view.first === 'vip' &&
      arm.oneFailed >= FEWEST &&
      loses(arm) >= byVip / 2,
  );
}

const countedAsClashes: Rule = {
  id: 'counted-as-clashes',
  predicts: ['clash-by-vip', 'clash-everywhere', 'one-of-two-on-path', 'second-from-port'],
  argument:
    'Two queries leave one port at once, one of them is lost, and the kernel counts the losses as clashes (drop with insert_failed) in the same steps. So conntrack drops them, and not a device that takes one query at a time from each port. With few losses the confidence is 0.6. The same rule covers clashes of queries straight to a DNS pod, which happen before Linux 5.0 once a NAT table is loaded.',
  when: (view) => {
    const drops = view.excessOf(clashDrops);
    const lost = failedPairs(view.byVip('race', 'pair'));
    const apart = failedPairs(view.byVip(...APART));
    if (drops.kind !== 'elevated' || !drops.explains || lost.failures < FEWEST) return undefined;
    if (ratio(apart) > ratio(lost) / 2) return undefined;
    const p = fisherGreater(lost, apart);
    // Two signs that have nothing in common: the kernel's count, which is not by chance, and what was lost.
    const confidence =
      confidenceOf(p) >= LIKELY ? LIKELY : p <= BY_LITTLE_CHANCE && drops.explains ? PROBABLE : 0;
    if (confidence === 0) return undefined;
    return {
      confidence,
      facts: [
        `pairs sent at once (race and pair) that lost a query: ${outOf(lost)}`,
        `pairs sent apart that lost a query: ${atMost(apart)}`,
        rose('unresolved clashes (drop with insert_failed)', drops),
      ],
    };
  },
};

export const conntrackRace: CauseDefinition<'conntrack-race'> = {
  cause: 'conntrack-race',
  rules: [rule, countedAsClashes],
  remedies: [
    {
      change:
        'Run a kernel that repairs the clash: 5.6 or later, 6.12 or later where packets pass through NFQUEUE',
    },
    NODE_LOCAL,
    REOPEN,
    SEQUENTIAL,
    USE_VC,
    SEPARATE,
    STAGGER,
  ],
  // The rotation has more ways that ask apart than together, and the comparison needs as many of both.
  askNext: ['pair', 'race', 'separate'],
  counter: clashDrops,
};
