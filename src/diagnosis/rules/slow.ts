/** Answers come, but late: from the server itself, or after too many others. */

import type { ArmTally, Evidence } from '../../domain/evidence.ts';
import { SLOW_ANSWER_MS } from '../../domain/evidence.ts';
import { SLOW_LOOKUP_MS } from '../../domain/lookup.ts';
import { confidenceOf, POSSIBLE, UNLIKELY } from '../../statistics/confidence.ts';
import type { Proportion } from '../../statistics/tests.ts';
import { add, fisherGreater, quantile, wilson } from '../../statistics/tests.ts';
import { ownBufferDrops } from '../compare/counters.ts';
import { over, ratio, slowness, wrongSource } from '../compare/rates.ts';
import type { View } from '../compare/view.ts';
import { onlyOutside } from '../compare/view.ts';
import type { Rule } from '../rule.ts';
import { formatDuration, outOf } from '../wording.ts';

/** A smear of this share is a slow server; fewer slow answers are the outliers that every network has. */
const SMEAR = 0.05;
const FEW = 5;
const GOOD_PART = 0.25;

export const serverSlow: Rule = {
  id: 'a-smear-of-slow-answers',
  cause: 'server-slow',
  argument:
    'Answers come, but a good part of them late, over UDP, for names that the cluster itself answers, and straight from the pods as by the VIP. Lost packets make a spike at the timeout and no smear.',
  when: (sight) => {
    const udp = sight.arms.filter(({ transport }) => transport === 'udp');
    const direct = over(
      udp.filter(({ target }) => target.kind === 'endpoint'),
      slowness,
    );
    const vip = over(
      udp.filter(({ target, strategy }) => target.kind === 'vip' && strategy !== 'sticky'),
      slowness,
    );
    const all = add(vip, direct);
    if (all.failures < FEW || wilson(all).low < SMEAR) return undefined;
    const inTime = readInTime(sight.evidence, all.failures);
    return {
      confidence: Math.min(inTime ? 1 : POSSIBLE, slowSureness(sight, vip, direct)),
      facts: [
        `took ${formatDuration(SLOW_ANSWER_MS)} or longer: ${outOf(vip)} by the VIP, ${outOf(direct)} straight from the pods`,
        ...medians(udp),
      ],
    };
  },
};

/** Whose own receive buffer overflows reads its answers late: that says nothing of when they came. */
function readInTime({ node }: Evidence, slow: number): boolean {
  const overflowed = ownBufferDrops(node);
  return overflowed.kind === 'read' && overflowed.value <= slow / 10;
}

function slowSureness({ arms, health, evidence }: View, vip: Proportion, direct: Proportion): number {
  // Names outside are as slow as whoever answers for them.
  if (onlyOutside(arms)) return POSSIBLE;
  // Answers that are slow, and no slower, do not stall a lookup: their number does, or that a clash expired meanwhile.
  if (!stallsByItself(arms) && (wrongSource(arms) > 0 || costly(evidence))) return POSSIBLE;
  if (direct.trials === 0) return 0.6;
  // The way by the VIP is slow, the pods are not: then it is not the server.
  if (health.unhealthy.length === 0 && confidenceOf(fisherGreater(vip, direct)) > POSSIBLE) return UNLIKELY;
  return 0.9;
}

/** What a search list may cost before it is worth a word. */
const DEAR_MS = 300;
const NOTICED_MS = 50;

export const searchAmplification: Rule = {
  id: 'many-names-nothing-lost',
  cause: 'search-amplification',
  argument:
    'A lookup that loses nothing and repeats nothing takes several times as long as its last name alone: the rest went into names of the search list that do not exist.',
  when: ({ evidence: { lookups } }) => {
    const { amplified } = lookups;
    const times = amplified.lastNameMs > 0 ? amplified.durationMs / amplified.lastNameMs : 0;
    if (amplified.lookups < 2 || times < 2 || amplified.durationMs < NOTICED_MS) return undefined;
    return {
      confidence: amplified.durationMs >= DEAR_MS ? 0.9 : 0.6,
      facts: [
        `${amplified.lookups} of ${lookups.lookups} lookups asked for three names or more, ${Number((amplified.queries / amplified.lookups).toPrecision(2))} queries each, and lost none`,
        `they took ${formatDuration(amplified.durationMs)} (median), their last name alone ${formatDuration(amplified.lastNameMs)}`,
      ],
    };
  },
};

/** Is a good part of the answers, each by itself, as slow as a resolver's timeout? */
export function stallsByItself(arms: readonly ArmTally[]): boolean {
  const rtts = arms.filter(({ transport }) => transport === 'udp').flatMap(({ rttsMs }) => rttsMs);
  const long = rtts.filter((rtt) => rtt >= SLOW_LOOKUP_MS);
  return ratio({ failures: long.length, trials: rtts.length }) >= GOOD_PART;
}

/** Does the search list cost enough to be what makes lookups slow? */
function costly({ lookups: { amplified } }: Evidence): boolean {
  return amplified.lookups >= 2 && amplified.durationMs >= DEAR_MS;
}

function medians(arms: readonly ArmTally[]): string[] {
  const rtts = arms.flatMap(({ rttsMs }) => rttsMs).sort((one, other) => one - other);
  const [middle, high] = [quantile(rtts, 0.5), quantile(rtts, 0.99)];
  return middle === undefined || high === undefined
    ? []
    : [`median ${formatDuration(middle)}, 99th percentile ${formatDuration(high)}`];
}
