/** A and AAAA clash in conntrack: one is dropped, or the clash is repaired, or the repair is forgotten too soon. */

import { CERTAIN, confidenceOf, LIKELY, POSSIBLE, UNLIKELY } from '../../statistics/confidence.ts';
import { add, fisherGreater, type Proportion } from '../../statistics/tests.ts';
import { clashDrops, clashesRepaired, counterExcess } from '../compare/counters.ts';
import { wrongSource } from '../compare/rates.ts';
import { togetherVsApart } from '../compare/together-apart.ts';
import type { View } from '../compare/view.ts';
import { APART } from '../compare/view.ts';
import type { Rule } from '../rule.ts';
import { atMost, outOf } from '../wording.ts';
import { rose } from './agent.ts';
import { stallsByItself } from './slow.ts';

export const conntrackRace: Rule = {
  id: 'together-loses-apart-does-not',
  cause: 'conntrack-race',
  argument:
    'A and AAAA at once from one socket lose exactly one of the two, and more often than A and AAAA from two sockets or one after the other, in the same minutes by the same VIP. Whatever else loses packets does not ask what was sent a moment before. That drop and insert_failed rise in the very steps of our losses makes it certain; that they do not is no argument against it, since other firewalls drop in the same way without counting there.',
  when: (sight) => {
    const { strategy, together, apart, p, uncorrectedP, apartLosesLess } = togetherVsApart(sight);
    const drops = counterExcess(sight.evidence, clashDrops);
    // Its own losses, not all: another fault beside it may lose more, and counts nothing here.
    const counted = drops.kind === 'elevated' && drops.rise - drops.expected >= together.failures / 2;
    // Where the kernel itself says that clashes lost our packets, all that is open is whether it takes two at once.
    const sure = Math.max(confidenceOf(p), counted && uncorrectedP <= BY_CHANCE ? POSSIBLE : 0);
    if (sure === 0 || together.failures === 0) return undefined;
    return {
      confidence: counted ? Math.max(0.7, sure) : Math.min(apartLosesLess ? 0.75 : POSSIBLE, sure),
      facts: [
        `${strategy}: one of the two was lost in ${outOf(together)} queries`,
        `A and AAAA apart: ${atMost(apart)}`,
        ...(drops.kind === 'elevated' ? [rose('unresolved clashes (drop with insert_failed)', drops)] : []),
        ...(drops.kind === 'unchanged' ? ['the counters of conntrack did not move'] : []),
        ...(drops.kind === 'unknown' ? [`the counters of conntrack say nothing: ${drops.why}`] : []),
      ],
    };
  },
};

const BY_CHANCE = 0.05;

/** The entry of a repaired clash lives for one second (`nf_ct_resolve_clash_harder`, IPS_FIXED_TIMEOUT). */
const EXPIRY_MS = 1000;

export const clashExpired: Rule = {
  id: 'answers-from-the-pod-itself',
  cause: 'clash-expired',
  argument:
    "An answer to a query by the VIP arrives with a DNS pod's own address as its source: the kernel had forgotten to rewrite it back. It does so for a clash that it repaired, after a second. So it takes two queries at once and a slow answer; queries apart are answered as slowly, and correctly.",
  when: (sight) => {
    const burst = sight.byVip('race', 'pair');
    const share = { failures: wrongSource(burst), trials: sight.failures(burst).trials };
    if (share.failures === 0) return undefined;
    const known = burst.reduce(
      (sum, { a, aaaa }) => sum + a.wrongSourceFromEndpoint + aaaa.wrongSourceFromEndpoint,
      0,
    );
    const apart = sight.failures(sight.byVip(...APART));
    const repaired = clashesRepaired(sight.evidence.node);
    const moved = repaired.kind === 'read' && repaired.value > 0;
    return {
      confidence: expirySureness(sight, { known, share, apart, moved }),
      facts: [
        `race or pair: ${outOf(share)} answers came from another address than the VIP, ${known} of them from a known DNS pod`,
        `A and AAAA apart: lost ${atMost(apart)}`,
        ...(moved ? [`clash_resolve rose by ${repaired.value}`] : []),
        ...(slowAnswers(sight) ? [] : ['no answer took as long as a second']),
      ],
    };
  },
};

function expirySureness(
  sight: View,
  seen: {
    known: number;
    share: Proportion;
    apart: Proportion;
    moved: boolean;
  },
): number {
  // Where queries apart go missing as well, it is the way back that is not rewritten, clash or no clash.
  const race = sight.failures(sight.byVip('race'));
  if (seen.apart.failures > 0 && confidenceOf(fisherGreater(race, seen.apart)) < LIKELY) return UNLIKELY;
  if (seen.known === 0 || !slowAnswers(sight)) return POSSIBLE;
  // Where answers themselves take as long as a resolver waits, it does not take a clash to stall.
  if (stallsByItself(sight.arms)) return POSSIBLE;
  if (seen.share.failures === 1) return 0.7;
  return seen.moved ? CERTAIN : 0.85;
}

function slowAnswers({ evidence }: View): boolean {
  return evidence.arms.some(({ rttsMs }) => (rttsMs.at(-1) ?? 0) >= EXPIRY_MS);
}

export const clashRepaired: Rule = {
  id: 'clashes-repaired-nothing-lost',
  cause: 'clash-repaired',
  argument:
    'clash_resolve counts clashes that the kernel repaired: nobody lost a packet by them. fivesec provokes such clashes itself, so they are worth a word only if something stalls, to say that this is not why, or if there are more of them than fivesec can have made.',
  when: (sight) => {
    const { node, lookups, arms } = sight.evidence;
    const repaired = clashesRepaired(node);
    if (repaired.kind === 'absent' || repaired.value === 0) return undefined;
    const lost = togetherVsApart(sight);
    if (confidenceOf(lost.p) > 0 || lost.undecided || wrongSource(arms) > 0) return undefined;
    const own = arms.reduce((sum, { pairs }) => sum + pairs, 0) + lookups.lookups + lookups.retries;
    const stalls = somethingStalls(sight);
    if (!stalls && repaired.value <= own) return undefined;
    return {
      // Beside a stall it is not the answer to the question that was asked.
      confidence: stalls ? UNLIKELY : 0.9,
      facts: [
        `clash_resolve rose by ${repaired.value}; fivesec itself sent ${own} pairs`,
        `race and pair lost one of two queries in ${atMost(lost.together)}`,
      ],
    };
  },
};

/** Did any probe or lookup fail, come late, or take as long as a resolver's timeout? */
export function somethingStalls({ evidence: { arms, lookups } }: View): boolean {
  const bad = add(
    ...arms.flatMap(({ a, aaaa }) =>
      [a, aaaa].map(({ timedOut, networkErrors, late, rcodeErrors, malformed, sendErrors }) => ({
        failures: timedOut + networkErrors + late + rcodeErrors + malformed + sendErrors,
        trials: 0,
      })),
    ),
  );
  return bad.failures > 0 || lookups.slow > 0 || lookups.failed > 0;
}
