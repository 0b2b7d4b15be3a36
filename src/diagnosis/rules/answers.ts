/** Answers come, but with an error, or not for AAAA, or late, or after too many others. */

import type { ArmTally, Evidence } from '../../domain/evidence.ts';
import { SLOW_ANSWER_MS } from '../../domain/evidence.ts';
import { SLOW_LOOKUP_MS } from '../../domain/lookup.ts';
import type { Strategy } from '../../domain/strategy.ts';
import type { Share } from '../interval.ts';
import { add, fisherGreater, quantile, wilson } from '../interval.ts';
import type { Rule } from '../rule.ts';
import { over, ratio, refusals, slowness, useless } from '../shares.ts';
import type { Sight } from '../sight.ts';
import { APART } from '../sight.ts';
import { CERTAIN, LIKELY, POSSIBLE, sureness, UNLIKELY } from '../sureness.ts';
import { duration, list, outOf } from '../wording.ts';

export const aaaaBroken: Rule = {
  id: 'aaaa-fails-however-sent',
  cause: 'aaaa-broken',
  argument:
    'AAAA queries fail where A queries do not, also when the two are sent from different sockets, one after the other, or straight to a DNS pod: so it is the question that fails, not its place in the pair.',
  when: (sight) => {
    const sure = sureness(sight.aaaaChance);
    if (sure === 0) return undefined;
    const apart = sight.arms.filter(({ strategy }) => !['pair', 'race', 'sticky'].includes(strategy));
    return {
      // Lost packets come out uneven by chance now and then: this must be beyond doubt to be believed.
      confidence: sure >= CERTAIN ? CERTAIN : sure >= LIKELY ? 0.6 : UNLIKELY,
      facts: [
        `AAAA failed or was refused: ${outOf(over(apart, useless, ['AAAA']))}`,
        `A failed or was refused: ${outOf(over(apart, useless, ['A']))}`,
      ],
    };
  },
};

export const serverError: Rule = {
  id: 'answers-with-an-error-code',
  cause: 'server-error',
  argument:
    'A server says itself that it can not or will not answer, with SERVFAIL, REFUSED or the like, for names of the cluster. No packet was lost and nobody had to wait.',
  when: ({ arms, qtypes, evidence: { context } }) => {
    const refused = over(arms, refusals, qtypes);
    if (refused.hits === 0 || onlyOutside(arms)) return undefined;
    const pods = arms.filter(
      ({ target, a, aaaa }) => target.kind === 'endpoint' && a.refused + aaaa.refused > 0,
    );
    const names = [...new Set(pods.map(({ target }) => target.address))];
    return {
      confidence: refused.hits >= 5 ? CERTAIN : refused.hits >= 2 ? LIKELY : POSSIBLE,
      facts: [
        `answered with an error code: ${outOf(refused)}`,
        ...(names.length > 0 && names.length < context.endpoints.length
          ? [`of the DNS pods only ${list(names)}`]
          : []),
      ],
    };
  },
};

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
    if (all.hits < FEW || wilson(all).low < SMEAR) return undefined;
    return {
      confidence: slowSureness(sight, vip, direct),
      facts: [
        `took ${duration(SLOW_ANSWER_MS)} or longer: ${outOf(vip)} by the VIP, ${outOf(direct)} straight from the pods`,
        ...medians(udp),
      ],
    };
  },
};

function slowSureness({ arms, sickness, evidence }: Sight, vip: Share, direct: Share): number {
  // Names outside are as slow as whoever answers for them.
  if (onlyOutside(arms)) return POSSIBLE;
  // Answers that are slow, and no slower, do not stall a lookup: their number does, or that a clash expired meanwhile.
  if (!stallsByItself(arms) && (misdirected(arms) > 0 || costly(evidence))) return POSSIBLE;
  if (direct.of === 0) return 0.6;
  // The way by the VIP is slow, the pods are not: then it is not the server.
  if (sickness.sick.length === 0 && sureness(fisherGreater(vip, direct)) > POSSIBLE) return UNLIKELY;
  return 0.9;
}

export const upstreamSlow: Rule = {
  id: 'only-outside-names-suffer',
  cause: 'upstream-slow',
  argument:
    'Names outside the cluster are slow, fail, or come back as SERVFAIL, while names of the cluster, which the same server answers from memory, over the same way, are fine: the server waits for somebody else.',
  when: ({ evidence: { arms, lookups } }) => {
    const byPairs = compare(trouble(arms, 'outside', 'pair'), inner(arms));
    const byLookups = compare(asShare(lookups.queries.outside), asShare(lookups.queries.cluster));
    const { outside, inside, p } = byPairs.p <= byLookups.p ? byPairs : byLookups;
    // Two comparisons, and the better one was taken.
    const sure = sureness(2 * p);
    if (sure === 0 || outside.hits < 2) return undefined;
    return {
      confidence: ratio(inside) > ratio(outside) / 2 ? Math.min(POSSIBLE, sure) : sure,
      facts: [
        `slow, lost or refused for names outside: ${outOf(outside)}`,
        `for names of the cluster: ${outOf(inside)}`,
      ],
    };
  },
};

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
        `they took ${duration(amplified.durationMs)} (median), their last name alone ${duration(amplified.lastNameMs)}`,
      ],
    };
  },
};

/** Is a good part of the answers, each by itself, as slow as a resolver's timeout? */
export function stallsByItself(arms: readonly ArmTally[]): boolean {
  const rtts = arms.filter(({ transport }) => transport === 'udp').flatMap(({ rttsMs }) => rttsMs);
  const long = rtts.filter((rtt) => rtt >= SLOW_LOOKUP_MS);
  return ratio({ hits: long.length, of: rtts.length }) >= GOOD_PART;
}

/** Does the search list cost enough to be what makes lookups slow? */
function costly({ lookups: { amplified } }: Evidence): boolean {
  return amplified.lookups >= 2 && amplified.durationMs >= DEAR_MS;
}

/** Queries of these strategies to the VIP that were slow or of no use. */
function trouble(arms: readonly ArmTally[], scope: ArmTally['scope'], ...strategies: Strategy[]): Share {
  const own = arms.filter(
    (arm) => arm.scope === scope && arm.target.kind === 'vip' && strategies.includes(arm.strategy),
  );
  return over(own, asShare);
}

/** Like is compared with like, `pair` with `pair`; only where that is spotless are more arms as good. */
function inner(arms: readonly ArmTally[]): Share {
  const pairs = trouble(arms, 'cluster', 'pair');
  return pairs.hits > 0 ? pairs : trouble(arms, 'cluster', 'pair', ...APART);
}

function asShare(tally: ArmTally['a']): Share {
  const { hits, of } = useless(tally);
  // A slow refusal counts once.
  return { hits: Math.min(of, hits + Math.max(0, tally.slow - tally.refused)), of };
}

function compare(outside: Share, inside: Share) {
  return { outside, inside, p: fisherGreater(asPairs(outside), asPairs(inside)) };
}

/** A and AAAA of one pair share a pod and an upstream, so they are one trial and not two. */
function asPairs({ hits, of }: Share): Share {
  return { hits: Math.round(hits / 2), of: Math.round(of / 2) };
}

function onlyOutside(arms: readonly ArmTally[]): boolean {
  return arms.every(({ scope }) => scope === 'outside');
}

export function misdirected(arms: readonly ArmTally[]): number {
  return arms.reduce((sum, { a, aaaa }) => sum + a.misdirected + aaaa.misdirected, 0);
}

function medians(arms: readonly ArmTally[]): string[] {
  const rtts = arms.flatMap(({ rttsMs }) => rttsMs).sort((one, other) => one - other);
  const [middle, high] = [quantile(rtts, 0.5), quantile(rtts, 0.99)];
  return middle === undefined || high === undefined
    ? []
    : [`median ${duration(middle)}, 99th percentile ${duration(high)}`];
}
